//! A separate target folder, for builds that must not wait for others.
//!
//! cargo locks a target folder while it builds, and an editor's language server builds after each
//! save, so a build in the same folder would have to wait. A new folder would mean compiling SQLite
//! again, so it begins with the content of the shared one: hard links to libraries and copies of
//! the rest. They keep their times, by which cargo sees that they are up to date.

use crate::cargo_lock::{self, LockedPackage};
use course::error::Error;
use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder for debug builds in a target folder, and the folders in it that make up a build, in
/// the order in which it is safe to copy them: a fingerprint promises that its library exists.
const PROFILE: &str = "debug";
const PARTS: [&str; 3] = ["deps", "build", ".fingerprint"];

/// The extensions of files that are linked. rustc writes them under another name and renames them,
/// so a new file does not change the old one under its second name.
const LINKED: [&str; 2] = ["rlib", "rmeta"];

/// The files of a course that say what its libraries are made of, and the file in an own folder that
/// holds what they said when it was filled.
const RECIPE: [&str; 2] = ["Cargo.lock", ".cargo/config.toml"];
const FILLED_FOR: &str = "filled-for";

/// The folder of a watch, in the `shared` target folder.
pub fn for_watch(shared: &Path) -> PathBuf {
    shared.join("watch")
}

/// Adds to the folder `own` what only the `shared` one has. What is there already is not touched,
/// unless it was filled for a course whose libraries are made of something else.
pub fn fill(shared: &Path, own: &Path, course_root: &Path) -> Result<(), Error> {
    let making = || Error::while_doing(format!("make {}", own.display()));
    renew(own, course_root).map_err(making())?;
    link_generated(shared, own).map_err(making())?;
    fill_parts(shared, own, &is_of_use).map_err(making())
}

/// Adds to the folder `own` what the `shared` one has of the packages that were downloaded for the
/// course, and nothing else: it must contain nothing that was compiled from a solution.
pub fn fill_libraries(shared: &Path, own: &Path, course_root: &Path) -> Result<(), Error> {
    let packages = downloaded_packages(course_root)?;
    let is_library = |_: &str, name: &Path| {
        let name = name.to_string_lossy();
        // `libserde_json-0123….rlib`, or a folder `serde_json-0123…`.
        let package = name.rsplit_once('-').map_or(&*name, |(package, _)| package);
        let library = package.strip_prefix("lib").unwrap_or(package);
        [package, library]
            .iter()
            .any(|name| packages.contains(&name.replace('-', "_")))
    };
    let making = || Error::while_doing(format!("make {}", own.display()));
    renew(own, course_root).map_err(making())?;
    fill_parts(shared, own, &is_library).map_err(making())
}

/// Makes the folder, and empties it first if it was filled for other libraries: cargo gives those
/// that differ only in a setting one name, and takes a mixture of old and new for up to date.
fn renew(own: &Path, course_root: &Path) -> io::Result<()> {
    let mut recipe = Vec::new();
    for name in RECIPE {
        recipe.extend(fs::read(course_root.join(name)).unwrap_or_default());
    }
    fs::create_dir_all(own)?;
    // Another watch may begin at the same moment; it must not empty what this one fills.
    let lock = File::create(own.join("filling"))?;
    lock.lock()?;
    let mark = own.join(PROFILE).join(FILLED_FOR);
    if fs::read(&mark).is_ok_and(|old| old == recipe) {
        return Ok(());
    }
    match fs::remove_dir_all(own.join(PROFILE)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(own.join(PROFILE))?;
    fs::write(mark, recipe)
}

/// The packages of `Cargo.lock` that are not the course's own, as rustc spells them.
fn downloaded_packages(course_root: &Path) -> Result<BTreeSet<String>, Error> {
    let packages = cargo_lock::packages(course_root)?.into_iter();
    let (other, own): (Vec<_>, Vec<_>) = packages.partition(|package| package.is_downloaded);
    let names = |packages: Vec<LockedPackage>| -> BTreeSet<String> {
        let names = packages.into_iter().map(|it| it.name.replace('-', "_"));
        names.collect()
    };
    Ok(&names(other) - &names(own))
}

fn fill_parts(
    shared: &Path,
    own: &Path,
    is_of_use: &dyn Fn(&str, &Path) -> bool,
) -> io::Result<()> {
    for part in PARTS {
        let (from, to) = (
            shared.join(PROFILE).join(part),
            own.join(PROFILE).join(part),
        );
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if is_of_use(part, Path::new(&name)) {
                // Somebody may be building there. cargo compiles again what disappears meanwhile
                // or is incomplete.
                let _ = copy(&entry.path(), &to.join(name));
            }
        }
    }
    Ok(())
}

/// Whether something is worth copying: libraries, their fingerprints, and the lessons' programs.
/// Other programs, such as the checker and its tests, are many and large.
fn is_of_use(part: &str, name: &Path) -> bool {
    let starts = |start| name.to_string_lossy().starts_with(start);
    let is_program = name.extension().is_none_or(|it| it == "exe" || it == "pdb");
    let is_other_program = part == "deps" && is_program && !starts("lesson_");
    !starts("checker-") && !starts("libchecker-") && !is_other_program
}

/// Makes a link to the generated sources. cargo knows the source of a generated program by its path
/// from the target folder, which is the same in both folders with this link. On Windows, where a
/// link needs privileges, those programs are compiled again.
fn link_generated(shared: &Path, own: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match std::os::unix::fs::symlink(shared.join("checker"), own.join("checker")) {
        // It is there, or another watch was faster.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    #[cfg(not(unix))]
    let _ = (shared, own);
    Ok(())
}

/// Copies a file or a folder that does not exist yet. If the checker is ended half-way, cargo
/// notices and compiles it again.
///
/// Another watch may be filling the same folder. A file that it has made meanwhile may be a hard
/// link to `from`, so it is never opened for writing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Ok(());
    }
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    let extension = from.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|it| LINKED.contains(&it)) {
        match fs::hard_link(from, to) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {}
            done => return done,
        }
    }
    let mut source = File::open(from)?;
    let of_source = source.metadata()?;
    let mut copy = File::create_new(to)?;
    io::copy(&mut source, &mut copy)?;
    copy.set_permissions(of_source.permissions())?;
    copy.set_times(FileTimes::new().set_modified(of_source.modified()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;
    use std::thread;

    #[test]
    fn two_watches_that_begin_at_once_leave_every_library_whole() {
        let scratch = Scratch::new().expect("a folder");
        let shared = scratch.path().join("target");
        let own = scratch.path().join("watch");
        let deps = shared.join("debug/deps");
        fs::create_dir_all(&deps).expect("a folder");
        let libraries: Vec<PathBuf> = (0..500)
            .map(|number| deps.join(format!("lib{number}.rmeta")))
            .collect();
        for library in &libraries {
            fs::write(library, "a library").expect("a library");
        }

        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| fill(&shared, &own, scratch.path()).expect("a target folder"));
            }
        });

        for library in &libraries {
            assert_eq!(fs::read(library).expect("a library"), b"a library");
        }
    }

    #[test]
    fn libraries_of_another_course_do_not_stay_beside_those_of_this_one() {
        let scratch = Scratch::new().expect("a folder");
        let root = scratch.path();
        let (shared, own) = (root.join("target"), root.join("watch"));
        let sqlite = "debug/deps/libsqlite.rlib";
        fs::create_dir_all(shared.join("debug/deps")).expect("a folder");
        fs::create_dir_all(root.join(".cargo")).expect("a folder");
        for settings in ["with extensions", "without extensions"] {
            fs::write(root.join(".cargo/config.toml"), settings).expect("settings");
            // As rustc writes it: under another name first.
            let new = shared.join("new");
            fs::write(&new, settings).expect("a library");
            fs::rename(new, shared.join(sqlite)).expect("a library");
            for _ in 0..2 {
                fill(&shared, &own, root).expect("a target folder");
            }
            let filled = fs::read_to_string(own.join(sqlite)).expect("a library");
            assert_eq!(filled, settings);
        }
    }
}

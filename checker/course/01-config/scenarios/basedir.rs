//! The path must not depend on the folder in which the program was started.

use crate::shared::{changed_around, surroundings};
use config::{basedir, default_db_path};
use rusqlite::Connection;
use scenario::{Scenario, open};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let (work, crate_dir) = (s.work().to_owned(), s.crate_dir().to_owned());
    let around = surroundings(&crate_dir);
    s.observe(
        "started-elsewhere",
        "started in another folder, basedir() does not move",
        || {
            let found = place(&basedir(), &crate_dir);
            changed_around(&around, &crate_dir, &found)
        },
    );
    s.observe(
        "beside-another-crate",
        "started as cargo starts another crate, it does not move either",
        || {
            let other = AnotherCrate::enter(work.join("other"));
            let beside = place(&basedir(), &crate_dir);
            other.set_variable();
            let with_variable = place(&basedir(), &crate_dir);
            let given = other.make_databases();
            let with_database = place(&basedir(), &crate_dir);
            format!(
                "beside its Cargo.toml: {beside}\nwith its {VARIABLE}: {with_variable}\n\
                 beside its app.db: {with_database}\n{}",
                in_folder(&given)
            )
        },
    );
    let blog = work.join("blog");
    fs::create_dir(&blog).expect("an empty folder");
    s.observe(
        "default-path",
        "the default database in <work>/blog is app.db in that folder",
        || default_db_path(&blog).display().to_string(),
    );
    s.observe(
        "default-opened",
        "opening the default database makes a file",
        || {
            let path = default_db_path(&blog);
            if path.is_absolute() && !path.starts_with(&work) {
                return "not tried: this path is outside of the folder that was given".to_owned();
            }
            let early = path.exists();
            match Connection::open(path).and_then(|db| db.execute_batch("CREATE TABLE t (x)")) {
                Ok(()) if early => "the file was there before it was opened".to_owned(),
                Ok(()) => "it does".to_owned(),
                Err(error) => error.to_string(),
            }
        },
    );
    s.observe(
        "folder-not-there",
        "in a folder that is not there yet, it is app.db, and nothing is made",
        || {
            let folder = work.join("not-yet");
            let told = in_folder(&folder);
            let made = fs::remove_dir_all(&folder).is_ok();
            format!(
                "{told}{}",
                if made {
                    ", and the folder was made"
                } else {
                    ""
                }
            )
        },
    );
    s.observe(
        "odd-folders",
        "in a folder of any name, it is app.db in that folder",
        || {
            // `up/..` leads back only if there is such a folder.
            let up = work.join("up");
            fs::create_dir(&up).expect("an empty folder");
            let lines = odd_names().map(|name| in_odd_folder(&work.join(name)));
            let lines = lines.collect::<Vec<_>>().join("\n");
            let _ = fs::remove_dir(up);
            // Nothing expands a ~ in a path, and where a relative one begins is known.
            let relative = ["~", "5€"].map(|name| in_folder(Path::new(name)));
            format!("{lines}\n{}", relative.join("\n"))
        },
    );
    s.observe(
        "asked-again",
        "asked again, the database has kept its table",
        || {
            let path = default_db_path(&blog);
            match open(&path).and_then(|db| db.execute_batch("SELECT x FROM t")) {
                Ok(()) => "it has".to_owned(),
                Err(error) => error.to_string(),
            }
        },
    );
    let _ = changed_around(&around, &crate_dir, "");
}

/// Another crate's folder, as `cargo run` starts a program there. It is left and removed on every
/// way out, also by a panic.
struct AnotherCrate {
    folder: PathBuf,
    here: PathBuf,
}

const VARIABLE: &str = "CARGO_MANIFEST_DIR";

impl AnotherCrate {
    fn enter(folder: PathBuf) -> Self {
        let here = std::env::current_dir().expect("a current directory");
        fs::create_dir(&folder).expect("an empty folder");
        fs::write(folder.join("Cargo.toml"), "").expect("an empty file");
        std::env::set_current_dir(&folder).expect("the folder was made");
        Self { folder, here }
    }

    /// Two files called app.db: where the program is, and below the folder that is returned.
    fn make_databases(&self) -> PathBuf {
        let given = self.folder.join("blog");
        let below = given.join("instance");
        fs::create_dir_all(&below).expect("empty folders");
        for folder in [&self.folder, &below] {
            fs::write(folder.join("app.db"), "").expect("an empty file");
        }
        given
    }

    #[expect(unsafe_code, reason = "other threads may read the environment")]
    fn set_variable(&self) {
        // SAFETY: the other thread of this process watches the clock and reads no variable.
        unsafe { std::env::set_var(VARIABLE, &self.folder) };
    }
}

impl Drop for AnotherCrate {
    #[expect(unsafe_code, reason = "other threads may read the environment")]
    fn drop(&mut self) {
        // SAFETY: as in `set_variable`.
        unsafe { std::env::remove_var(VARIABLE) };
        let _ = std::env::set_current_dir(&self.here);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Names of folders: a text is not enough for each of them.
fn odd_names() -> impl Iterator<Item = OsString> {
    let names = [
        "v1.2",
        " O'Brien & 100%20~$HOME é ",
        "up/../v2",
        "\"notes\"",
        "a\\b",
        "app.db",
    ]
    .map(OsString::from);
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStringExt::from_vec(b"not-UTF-8-\xff".to_vec());
    #[cfg(not(unix))]
    let bytes = OsString::from("not-UTF-8-\u{fffd}");
    names.into_iter().chain([bytes])
}

/// Not each system makes a folder of each name.
fn in_odd_folder(folder: &Path) -> String {
    let made = fs::create_dir(folder).is_ok();
    let told = in_folder(folder);
    if made {
        let _ = fs::remove_dir_all(folder);
    }
    told
}

fn in_folder(folder: &Path) -> String {
    let name = folder.display();
    let here = std::env::current_dir().ok();
    let path = default_db_path(folder);
    if std::env::current_dir().ok() != here {
        let _ = std::env::set_current_dir(here.unwrap_or_default());
        return format!("{name}  →  the program was moved");
    }
    // A relative one may have become absolute: it is the same file.
    let whole = std::path::absolute(folder);
    if path == folder.join("app.db") || whole.is_ok_and(|folder| path == folder.join("app.db")) {
        format!("{name}  →  app.db in it")
    } else {
        format!("{name}  →  not in it: {}", path.display())
    }
}

/// Names a folder without what differs from one computer to the next.
fn place(found: &Path, crate_dir: &Path) -> String {
    // The folder of the program is as good an anchor as that of the source.
    let exe = std::env::current_exe().unwrap_or_default();
    let known: [(&str, PathBuf); 5] = [
        ("the folder of the crate", crate_dir.to_owned()),
        (
            "the folder of the crate",
            exe.parent().unwrap_or(&exe).to_owned(),
        ),
        ("the program itself, which is a file", exe),
        (
            "the folder in which the program was started",
            std::env::current_dir().unwrap_or_default(),
        ),
        (
            "a folder of the user, for the home or for temporary files",
            std::env::home_dir().unwrap_or_default(),
        ),
    ];
    let name = known.into_iter().find(|(_, path)| same(path, found));
    match name {
        // This is what file!() leads to. Where the text begins depends on the build.
        _ if found.is_relative() && found.ends_with("src") => {
            "a relative path to the folder src".to_owned()
        }
        _ if found.is_relative() => format!("the relative path {:?}", found.display().to_string()),
        Some((name, _)) => name.to_owned(),
        None if crate_dir.starts_with(found) => "a folder above that of the crate".to_owned(),
        None => found.display().to_string(),
    }
}

fn same(a: &Path, b: &Path) -> bool {
    a == b
        || a.canonicalize()
            .ok()
            .is_some_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

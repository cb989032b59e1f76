//! The folder in which submissions are built and run.

use course::error::Error;
use harness::stable_hash;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder in which submissions are built and run: below the target folder of the
/// checker, or among the temporary files if the user that runs student code cannot get
/// there.
pub fn home(target_dir: &Path) -> Result<PathBuf, Error> {
    let beside = target_dir.join("grade");
    let home = if is_closed_to_others(target_dir) {
        let name = format!("checker-grade-{}", stable_hash::short_name(target_dir));
        std::env::temp_dir().join(name)
    } else {
        beside
    };
    let making = || Error::while_doing(format!("make {}", home.display()));
    if let Some(above) = home.parent() {
        fs::create_dir_all(above).map_err(making())?;
    }
    match fs::create_dir(&home) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(making()(error)),
        _ => {}
    }
    refuse_foreign(&home)?;
    home.canonicalize().map_err(making())
}

/// Whether others cannot reach a folder. Only root runs student code as somebody else.
#[cfg(unix)]
fn is_closed_to_others(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_closed = |folder: &Path| {
        let mode = fs::metadata(folder).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 == 0)
    };
    rustix::process::geteuid().is_root() && folder.ancestors().any(is_closed)
}

#[cfg(not(unix))]
fn is_closed_to_others(_: &Path) -> bool {
    false
}

/// Anybody can make a folder or a link among the temporary files: somebody may have been first.
#[cfg(unix)]
fn refuse_foreign(home: &Path) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    let data = fs::symlink_metadata(home).map_err(Error::while_doing("look at a folder"))?;
    if data.is_dir()
        && data.uid() == rustix::process::geteuid().as_raw()
        && data.mode() & 0o022 == 0
    {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{} is a link, belongs to somebody else, or others may write into it; remove it",
        home.display()
    )))
}

#[cfg(not(unix))]
fn refuse_foreign(_: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use harness::scratch::Scratch;
    use std::os::unix::fs::symlink;

    #[test]
    fn somebody_elses_link_is_refused() {
        let scratch = Scratch::new().expect("a folder");
        let (target, victim) = (scratch.work(), scratch.cwd());
        symlink(&victim, target.join("grade")).expect("a link");
        let error = home(&target).expect_err("a link");
        assert!(error.to_string().contains("is a link"), "{error}");
        fs::remove_file(target.join("grade")).expect("no link");
        for _ in 0..2 {
            assert!(home(&target).is_ok_and(|home| home.ends_with("grade")));
        }
    }
}

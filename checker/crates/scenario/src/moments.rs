//! Copies of databases as an observation has left them: the next one may change them, and a person
//! wants to look into the one that failed.

use crate::spy;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How large a database is that is copied, in bytes.
const BYTES: u64 = 1024 * 1024;

/// How many databases of an observation are copied.
const DATABASES: usize = 40;

/// What belongs to a database while it is written.
const COMPANIONS: [&str; 2] = ["-wal", "-journal"];

/// What a database in memory is called among the files.
pub const IN_MEMORY: &str = "in-memory.db";

/// The file beside the copies that names the one which the observation is about.
pub const ABOUT: &str = "about";

/// Remembers a database in memory until the observation ends.
pub(crate) fn remember(bytes: &[u8]) {
    if bytes.len() as u64 <= BYTES {
        spy::remember(bytes);
    }
}

/// Says which database the observation is about, where no statement of the student's in it does: what
/// they did to it was kept from before.
pub fn about(database: &Path) {
    spy::touch(&database.to_string_lossy());
}

/// Copies the databases below `root` that the observation has used into the folder `to`, and names
/// the one which it is about: the last one on which the student's statements ran, or else the last
/// one of the grader's own. The copies are not graded, so whatever goes wrong is not told.
pub(crate) fn keep(root: &Path, to: &Path) {
    let used = spy::touched();
    let lent = (!used.lent().is_empty()).then(|| PathBuf::from(IN_MEMORY));
    if let Some(lent) = &lent {
        let _ = fs::create_dir_all(to).and_then(|()| fs::write(to.join(lent), used.lent()));
    }
    let copied = |database: &String| {
        if database.is_empty() {
            return lent.clone();
        }
        let relative = Path::new(database).strip_prefix(root).ok()?;
        copy(Path::new(database), &to.join(relative)).ok()?;
        Some(relative.to_owned())
    };
    let students: Vec<PathBuf> = used
        .of_student()
        .take(DATABASES)
        .filter_map(copied)
        .collect();
    let about = students.into_iter().next();
    let about = about.or_else(|| used.of_grader().take(DATABASES).find_map(copied));
    if let Some(about) = about.or_else(|| lent.clone()) {
        let _ = fs::write(to.join(ABOUT), &*about.to_string_lossy());
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let known = fs::symlink_metadata(from)?;
    if !known.is_file() || known.len() > BYTES {
        return Err(io::ErrorKind::Unsupported.into());
    }
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::copy(from, to)?;
    for suffix in COMPANIONS {
        let [from, to] = [from, to].map(|path| {
            let mut path = path.as_os_str().to_owned();
            path.push(suffix);
            path
        });
        if Path::new(&from).is_file() {
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

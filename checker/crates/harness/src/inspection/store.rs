//! Keeps the databases and statements of the last run of each step on disk.

use crate::inspection::last_run::{
    FailedOn, Kept, KeptDatabase, LastRun, OmittedDatabase, Statement,
};
use crate::names::state_dir;
use crate::scratch::Scratch;
use course::document::harmless;
use course::files::is_plain_file;
use course::lesson::{Course, Lesson, Look, Variant};
use course::outcome::Observation;
use scenario::{ABOUT, Executed, IN_MEMORY};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// How many bytes of databases are kept of a step. The solutions need a hundredth of it.
const BYTES: u64 = 16 * 1024 * 1024;

/// How many databases are kept of a step.
const DATABASES: usize = 40;

/// How many files and folders of a step are looked at.
const ENTRIES: usize = 2000;

/// How much of the file of statements is read, in bytes.
const STATEMENT_BYTES: u64 = 1024 * 1024;

/// How long the path of a database may be, in bytes.
const ABOUT_BYTES: u64 = 4096;

/// The first bytes of a database (sqlite.org/fileformat.html, section 1.3.1).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The extensions of a file that is meant to be a database, whatever its first bytes are.
const EXTENSIONS: [&str; 4] = ["db", "db3", "sqlite", "sqlite3"];

/// The suffixes of files that belong to a database while it is written. It is incomplete
/// without them.
const COMPANIONS: [&str; 2] = ["-wal", "-journal"];

/// The name of the record beside the databases.
const RECORD: &str = "run.json";

/// The folder for the last runs of a lesson, with a folder for each step.
pub fn dir(course: &Course, lesson: &Lesson, variant: Variant) -> PathBuf {
    let last = state_dir(&course.root).join("last");
    last.join(variant.to_string()).join(lesson.folder())
}

/// What a run has shown, as far as `expected` tells.
#[derive(Debug, Clone, Default)]
pub struct Seen<'r> {
    /// The first observation that is not as it should be.
    pub failed: Option<&'r Observation>,
    /// The database that it is about, if the checker itself looked into it.
    pub looked_at: Option<&'r Path>,
    /// The ids of those that are.
    pub right: Vec<String>,
    /// Whether the process came to no end of its own, so the last thing that it did has failed.
    pub is_cut_off: bool,
}

impl<'r> Seen<'r> {
    /// Compares what was observed with what a right answer shows.
    pub fn of(observed: &'r [Observation], expected: &[Observation], looks: &'r [Look]) -> Self {
        let mut seen = Self::default();
        for observation in observed {
            let expected = expected.iter().find(|it| it.id == observation.id);
            match expected.map(|expected| expected.text == observation.text) {
                Some(true) => seen.right.push(observation.id.clone()),
                Some(false) => seen.failed = seen.failed.or(Some(observation)),
                None => {}
            }
        }
        let failed = |id: &str| seen.failed.is_some_and(|failed| failed.id == id);
        let look = looks.iter().find(|look| failed(&look.id));
        seen.looked_at = look.and_then(|look| look.at.database());
        seen
    }
}

/// Keeps what a step's process left in `scratch` in the folder `to`, and drops what was kept there
/// before. The databases of the observation that has failed are kept as it left them.
pub fn keep(scratch: &Scratch, seen: Seen<'_>, to: &Path) -> io::Result<()> {
    let Seen {
        failed,
        looked_at,
        right,
        is_cut_off,
    } = seen;
    let parent = to.parent().unwrap_or(to);
    fs::create_dir_all(parent)?;
    // Another checker may be running the same step.
    let new = beside(to, "new");
    let old = beside(to, "old");
    let _ = fs::remove_dir_all(&new);
    let moment = failed.map(|failed| Moment::of(scratch, failed, looked_at));
    let moment = moment.unwrap_or_default();
    let mut kept = copy_databases(scratch, &moment, &new.join("files"))?;
    kept.statements = statements(scratch);
    kept.right = right;
    kept.failed = match failed {
        Some(failed) => failed_on(failed, &moment.about.unwrap_or_default(), &kept.databases),
        None if is_cut_off => cut_off_on(&kept),
        None => None,
    };
    let record = serde_json::to_vec(&kept).map_err(io::Error::from)?;
    fs::create_dir_all(&new)?;
    fs::write(new.join(RECORD), record)?;
    let _ = fs::rename(to, &old);
    let moved = fs::rename(&new, to);
    let _ = fs::remove_dir_all(&old);
    let _ = fs::remove_dir_all(&new);
    moved
}

/// What was kept in `dir`, if anything.
pub fn load(dir: &Path) -> Option<LastRun> {
    let record = dir.join(RECORD);
    let kept = serde_json::from_slice(&fs::read(&record).ok()?).ok()?;
    Some(LastRun {
        files: dir.join("files"),
        when: fs::metadata(&record)
            .and_then(|meta| meta.modified())
            .ok()?,
        kept,
    })
}

/// Copies a kept database and the files that belong to it into the folder `to`, and returns its
/// new path.
pub fn copy(run: &LastRun, name: &str, to: &Path) -> io::Result<PathBuf> {
    let from = run.files.join(name);
    let file = from.file_name().unwrap_or_default();
    fs::create_dir_all(to)?;
    let copy = to.join(file);
    fs::copy(&from, &copy)?;
    for suffix in COMPANIONS {
        let companion = with_suffix(&from, suffix);
        if companion.is_file() {
            fs::copy(companion, with_suffix(&copy, suffix))?;
        }
    }
    Ok(copy)
}

/// The modification time of the newest file below a folder. A crate that has changed since a run
/// is newer than the run.
pub fn newest(folder: &Path) -> Option<SystemTime> {
    let files = plain_files(folder, None).into_iter();
    let times = files.filter_map(|file| fs::metadata(file).ok()?.modified().ok());
    times.max()
}

fn beside(to: &Path, what: &str) -> PathBuf {
    with_suffix(to, &format!(".{what}-{}", std::process::id()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// The database in memory that was lent first: what is plain is tried before what is odd.
fn first_in_memory(scratch: &Scratch) -> BTreeMap<PathBuf, PathBuf> {
    let folders = fs::read_dir(scratch.moments()).into_iter().flatten();
    let lent = folders
        .flatten()
        .map(|folder| folder.path().join(IN_MEMORY));
    let lent =
        lent.filter_map(|lent| Some((fs::symlink_metadata(&lent).ok()?.modified().ok()?, lent)));
    let first = lent.min().map(|(_, lent)| (IN_MEMORY.into(), lent));
    first.into_iter().collect()
}

/// The databases of an observation, as it left them.
#[derive(Default)]
struct Moment {
    /// By their paths in the scratch folder.
    databases: BTreeMap<PathBuf, PathBuf>,
    /// The one which it is about.
    about: Option<PathBuf>,
}

impl Moment {
    fn of(scratch: &Scratch, observation: &Observation, looked_at: Option<&Path>) -> Self {
        let folder = scratch.moments().join(&observation.id);
        let databases = databases_in(&folder, None);
        let about = PathBuf::from(start_of(&folder.join(ABOUT), ABOUT_BYTES));
        let about = databases.contains_key(&about).then_some(about);
        Self {
            databases,
            about: about.or(looked_at.map(Path::to_owned)),
        }
    }
}

/// Where the observation has failed, if that is kept.
fn failed_on(failed: &Observation, about: &Path, kept: &[KeptDatabase]) -> Option<FailedOn> {
    let database = as_name(&about.to_string_lossy());
    let is_kept = kept.iter().any(|known| known.name == database);
    is_kept.then(|| FailedOn {
        observation: harmless(&failed.title),
        database,
    })
}

/// Where the process ran its last statement, if that is kept.
fn cut_off_on(kept: &Kept) -> Option<FailedOn> {
    let last = kept.statements.last()?;
    let mut databases = kept.databases.iter();
    let database = databases.find(|known| known.name == last.kept_as())?;
    (!last.observation.is_empty()).then(|| FailedOn {
        observation: last.observation.clone(),
        database: database.name.clone(),
    })
}

fn copy_databases(scratch: &Scratch, moment: &Moment, to: &Path) -> io::Result<Kept> {
    let mut kept = Kept::default();
    let mut room = BYTES;
    let mut found = databases_in(scratch.path(), Some(&scratch.moments()));
    found.extend(moment.databases.clone());
    if found.is_empty() {
        found = first_in_memory(scratch);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    // There may be too many, and somebody wants to see what has failed.
    found.sort_by_key(|(name, _)| {
        let is_about = moment.about.as_ref() == Some(name);
        (!is_about, !moment.databases.contains_key(name))
    });
    for (relative, path) in found {
        let bytes = whole_size(&path);
        let why = match relative.to_str() {
            None => "its name is not UTF-8".to_owned(),
            Some(_) if kept.databases.len() >= DATABASES => {
                format!("only {DATABASES} databases of a step are kept")
            }
            Some(_) if bytes > room => {
                format!("only {} MiB of a step are kept", BYTES / 1024 / 1024)
            }
            Some(name) => {
                room -= bytes;
                keep_one(&path, &to.join(&relative))?;
                kept.databases.push(KeptDatabase {
                    name: as_name(name),
                    bytes: size(&path),
                });
                continue;
            }
        };
        let name = harmless(&relative.to_string_lossy());
        kept.left_out.push(OmittedDatabase { name, why });
    }
    kept.databases
        .sort_by(|one, other| one.name.cmp(&other.name));
    kept.left_out
        .sort_by(|one, other| one.name.cmp(&other.name));
    Ok(kept)
}

fn keep_one(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::copy(from, to)?;
    for suffix in COMPANIONS {
        let companion = with_suffix(from, suffix);
        if is_plain_file(&companion) {
            fs::copy(companion, with_suffix(to, suffix))?;
        }
    }
    Ok(())
}

/// A database's path in the scratch folder, written as on any system.
fn as_name(path: &str) -> String {
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

/// The databases below a folder, by their paths in it.
fn databases_in(folder: &Path, without: Option<&Path>) -> BTreeMap<PathBuf, PathBuf> {
    let files = plain_files(folder, without).into_iter();
    let databases = files.filter(|path| is_database(path));
    let named =
        databases.filter_map(|path| Some((path.strip_prefix(folder).ok()?.to_owned(), path)));
    named.collect()
}

/// The files below a folder `without` another, sorted, as far as it is looked at. No link is followed.
fn plain_files(folder: &Path, without: Option<&Path>) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).min_depth(1).into_iter();
    let entries = entries.filter_entry(|entry| Some(entry.path()) != without);
    let entries = entries.take(ENTRIES);
    let files = entries
        .flatten()
        .filter(|entry| entry.file_type().is_file());
    let mut files: Vec<PathBuf> = files.map(DirEntry::into_path).collect();
    files.sort();
    files
}

fn is_database(path: &Path) -> bool {
    let named = path
        .extension()
        .is_some_and(|extension| EXTENSIONS.iter().any(|known| extension == *known));
    named || starts_as_database(path).unwrap_or(false)
}

fn starts_as_database(path: &Path) -> io::Result<bool> {
    let mut start = [0; MAGIC.len()];
    File::open(path)?.read_exact(&mut start)?;
    Ok(start == MAGIC)
}

/// The size of a database with the files that belong to it.
fn whole_size(path: &Path) -> u64 {
    let companions = COMPANIONS.iter().map(|suffix| with_suffix(path, suffix));
    size(path) + companions.map(|path| size(&path)).sum::<u64>()
}

fn size(path: &Path) -> u64 {
    fs::symlink_metadata(path).map_or(0, |meta| meta.len())
}

/// The statements that the process wrote down, as far as they can be read.
fn statements(scratch: &Scratch) -> Vec<Statement> {
    let root = scratch.path();
    let text = start_of(&scratch.statements(), STATEMENT_BYTES);
    let executed = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    executed
        .map(|executed: Executed| Statement {
            observation: harmless(&executed.observation),
            database: match Path::new(&executed.database).strip_prefix(root) {
                Ok(name) => as_name(&name.to_string_lossy()),
                Err(_) => harmless(&executed.database),
            },
            sql: harmless(&executed.sql),
        })
        .collect()
}

/// The text of a file that the process wrote, up to so many bytes; empty if there is none.
fn start_of(path: &Path, limit: u64) -> String {
    let mut bytes = Vec::new();
    if is_plain_file(path) {
        let file = File::open(path).map(|file| file.take(limit));
        let _ = file.and_then(|mut file| file.read_to_end(&mut bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;

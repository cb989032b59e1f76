//! What lies where people's work was put.

use crate::class::collect::{matching, repository};
use course::error::Error;
use jiff::Timestamp;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{self, Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// Something that may be somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The name that says whose it is.
    pub(super) name: String,
    /// Where it lies.
    pub(super) place: PathBuf,
    /// The place, or the only file in it.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A clone: it has a history.
    Clone,
    /// A folder or an archive, as somebody has left it.
    Files,
}

/// What one person handed in may be in an archive, and so is what a platform gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    Zip,
    Tar,
}

impl Found {
    /// What it is called where it lies.
    pub(super) fn source(&self) -> String {
        let beside = self.place.parent().unwrap_or(&self.place);
        let source = self.path.strip_prefix(beside).unwrap_or(&self.path);
        source.display().to_string()
    }
}

/// How deep to look for the date of the newest file, and how many names.
const DEPTH: usize = 8;
const NAMES: usize = 10_000;

/// How deep to look for archives in what one person has handed in, and how many are read.
const ARCHIVES_BELOW: usize = 3;
const ARCHIVES: usize = 20;

/// What macOS puts into archives beside all files.
const OF_MACS: &str = "__MACOSX";

/// Where cargo makes files whenever somebody tries the work.
const BUILD: &str = "target";

/// What lies in a folder: one thing for each name, except hidden ones.
pub(super) fn in_folder(folder: &Path) -> Result<Vec<Found>, Error> {
    let reading = || Error::while_doing(format!("read {}", folder.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(reading())? {
        let one = alone(&entry.map_err(reading())?.path());
        if !one.name.starts_with('.') && one.name != OF_MACS {
            found.push(one);
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// A file or folder.
pub(super) fn alone(path: &Path) -> Found {
    let place = path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let (path, kind) = seen(place.clone());
    Found {
        name,
        place,
        path,
        kind,
    }
}

/// Which archive a file is, by its first bytes.
pub(super) fn archive(file: &Path) -> Result<Option<Archive>, Error> {
    let reading = || Error::while_doing(format!("read {}", file.display()));
    let mut start = Vec::new();
    let opened = File::open(file).map_err(reading())?;
    opened
        .take(512)
        .read_to_end(&mut start)
        .map_err(reading())?;
    let is_tar = start.starts_with(b"\x1f\x8b") || start.get(257..262) == Some(b"ustar");
    let is_zip = start.starts_with(b"PK");
    Ok(match (is_zip, is_tar) {
        (true, _) => Some(Archive::Zip),
        (_, true) => Some(Archive::Tar),
        _ => None,
    })
}

/// The archives in a folder and not far below it, the oldest first; also those that cannot be read.
pub(super) fn archives_below(folder: &Path) -> Vec<PathBuf> {
    let is_looked_into = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') && ![OF_MACS, BUILD].contains(&&*name)
    };
    let entries = WalkDir::new(folder).min_depth(1).max_depth(ARCHIVES_BELOW);
    let entries = entries.into_iter().filter_entry(is_looked_into).flatten();
    let archives = entries.filter(|entry| {
        entry.file_type().is_file() && matching::is_archive(&entry.file_name().to_string_lossy())
    });
    let archives = archives.map(DirEntry::into_path).take(ARCHIVES);
    let mut archives: Vec<PathBuf> = archives.collect();
    archives.sort_by_cached_key(|it| fs::metadata(it).and_then(|it| it.modified()).ok());
    archives
}

/// What a path is. Platforms put the one file that somebody uploads into a folder.
fn seen(path: PathBuf) -> (PathBuf, Kind) {
    // A link may lead anywhere; it is read as what it is, and refused.
    let is_folder = fs::symlink_metadata(&path).is_ok_and(|data| data.is_dir());
    if !is_folder {
        return (path, Kind::Files);
    }
    if repository::is_its_own(&path) {
        return (path, Kind::Clone);
    }
    match only_file(&path) {
        Some(file) => (file, Kind::Files),
        None => (path, Kind::Files),
    }
}

fn only_file(folder: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?;
    let first = entries.next()?.ok()?;
    let is_alone = entries.next().is_none();
    let is_file = first.file_type().is_ok_and(|kind| kind.is_file());
    (is_alone && is_file).then(|| first.path())
}

/// Why nothing can be read of what was found: that is nobody's fault who handed it in.
pub(super) fn denied(found: &Found) -> Option<String> {
    if let Some((place, error)) = first_denial(found) {
        return Some(match place.strip_prefix(&found.path) {
            Ok(name) if name != Path::new("") => format!("{}: {error}", name.display()),
            _ => error,
        });
    }
    repository::is_elsewhere(&found.place)
        .then(|| "its `.git` leads elsewhere; clone it by itself".to_owned())
}

fn first_denial(found: &Found) -> Option<(PathBuf, String)> {
    let path = &found.path;
    let repository = repository::of(path);
    let objects = repository.join("objects");
    // What is checked out of a clone is not read.
    let root = match found.kind {
        Kind::Clone => repository,
        Kind::Files => path.clone(),
    };
    let is_looked_into = |entry: &DirEntry| {
        let is_skipped = entry.file_name() == OsStr::new(BUILD) || entry.path() == objects;
        entry.depth() == 0 || !is_skipped
    };
    let entries = WalkDir::new(root).max_depth(DEPTH).into_iter();
    let entries = entries.filter_entry(is_looked_into).take(NAMES);
    // There may be too many to look at each.
    let mut entries = entries.chain(WalkDir::new(&objects).max_depth(1));
    entries.find_map(|entry| denial(entry.as_ref()))
}

/// Where something may not be read, and what the system says.
fn denial(entry: Result<&DirEntry, &walkdir::Error>) -> Option<(PathBuf, String)> {
    let (place, error) = match entry {
        Ok(entry) if entry.file_type().is_file() => {
            (entry.path(), &File::open(entry.path()).err()?)
        }
        Ok(_) => return None,
        Err(error) => (error.path()?, error.io_error()?),
    };
    is_denied(error).then(|| (place.to_owned(), error.to_string()))
}

fn is_denied(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}

/// When files were left: the date of the newest.
pub(super) fn left_at(path: &Path) -> Result<Timestamp, Error> {
    let reading = Error::while_doing(format!("read the date of {}", path.display()));
    let newest = newest(path, DEPTH, &mut NAMES.clone()).map_err(reading)?;
    Timestamp::try_from(newest)
        .map_err(|error| Error::while_doing("read a date")(io::Error::other(error)))
}

fn newest(path: &Path, depth: usize, names: &mut usize) -> io::Result<SystemTime> {
    let data = fs::symlink_metadata(path)?;
    if !data.is_dir() {
        return data.modified();
    }
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut is_empty = true;
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let is_build_folder = path.file_name() == Some(OsStr::new(BUILD));
        if depth == 0 || *names == 0 || is_build_folder {
            continue;
        }
        *names -= 1;
        is_empty = false;
        newest = newest.max(self::newest(&path, depth - 1, names)?);
    }
    if is_empty {
        data.modified()
    } else {
        Ok(newest)
    }
}

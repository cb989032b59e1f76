//! Reads what somebody handed in, as the hostile input that it is: a folder, an
//! archive, or a commit. Nothing of it is unpacked; the files that are graded are
//! read into memory, and nothing else is.

pub mod contents;

mod commit;
mod folder;
mod sorting;
mod tar_file;
mod zip_file;

use contents::{Shape, Unclear, places};
use course::error::Error;
use course::given;
use course::lesson::{Course, Lesson};
use course::submission::Submission;
use sorting::Sorting;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The longest file that is graded, in bytes.
const FILE_LIMIT: u64 = 256 * 1024;

/// Files that are read, at most.
const FILES: usize = 400;

/// Names in a submission, at most. A clone with all that cargo made has some
/// thousand.
const NAMES: usize = 100_000;

/// A name in a submission, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    kind: Kind,
}

/// What stands at a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// A folder that was not looked into.
    Closed,
    Link,
    Special,
}

/// Somewhere to read a submission from. Names come as they are, sane or not.
trait Source {
    /// All names, at most [`NAMES`] and one more.
    fn entries(&mut self) -> Result<Vec<Entry>, String>;

    /// The beginnings of those files that are `wanted`, each up to [`FILE_LIMIT`]
    /// bytes and one more, by their names.
    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String>;
}

type Contents = BTreeMap<String, Vec<u8>>;

/// What is graded of a submission.
#[derive(Debug)]
pub struct Overlay {
    /// What was found, and what was made of it.
    pub submission: Submission,
    /// The files that are graded, by lesson and by path from the lesson's folder.
    pub files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>>,
    /// The lesson, if it is the folder of one.
    pub single: Option<u32>,
}

/// Reads the submission that `name` means: a path, or else a commit of the git
/// repository in the folder `here`. `only`: the one lesson that is asked for.
pub fn read(
    course: &Course,
    (name, here): (&str, &Path),
    only: Option<&Lesson>,
) -> Result<Overlay, Error> {
    let (mut source, kind) = open(name, here)?;
    let refuse = |why: String| Error::Usage(format!("`{name}` cannot be graded: {why}"));
    let entries = source.entries().map_err(refuse)?;
    if entries.len() > NAMES {
        return Err(refuse(format!("it has more than {NAMES} files")));
    }
    let mut sorting = Sorting::default();
    let files = sorting.sane_files(entries);
    let names = files.keys().map(String::as_str);
    let places = places(course, names, only).map_err(|unclear| refuse(explain(&unclear)))?;
    let mut given = BTreeMap::new();
    for lesson in &course.lessons {
        given.insert(lesson.number, given::of_lesson(course, lesson)?);
    }
    let contents = sorting.contents((course, &places), &given, &files, source.as_mut());
    let mut contents = contents.map_err(refuse)?;
    let mut overlay = sorting.overlay((course, &places), &given, &files, &mut contents);
    name.clone_into(&mut overlay.submission.name);
    overlay.submission.found = match places.shape {
        Shape::Lessons => {
            let count = places.folders.len();
            let lessons = if count == 1 { "lesson" } else { "lessons" };
            format!("{kind} with {count} {lessons}")
        }
        Shape::Lesson => {
            let number = places.folders.keys().next();
            let lesson = course.lessons.iter().find(|it| Some(&it.number) == number);
            let folder = lesson.map(Lesson::folder).unwrap_or_default();
            overlay.single = number.copied();
            format!("{kind} with the files of {folder}")
        }
    };
    Ok(overlay)
}

fn open(name: &str, here: &Path) -> Result<(Box<dyn Source>, &'static str), Error> {
    let path = here.join(name);
    let reading = || Error::while_doing(format!("read {}", path.display()));
    if path.is_dir() {
        let folder = path.canonicalize().map_err(reading())?;
        return Ok((Box::new(folder::Folder::new(folder)), "a folder"));
    }
    if path.is_file() {
        let mut start = [0; 512];
        let mut file = std::fs::File::open(&path).map_err(reading())?;
        let length = read_start(&mut file, &mut start).map_err(reading())?;
        return match &start[..length] {
            [b'P', b'K', 3 | 5, 4 | 6, ..] => {
                Ok((Box::new(zip_file::ZipFile::new(path)), "a ZIP file"))
            }
            [0x1f, 0x8b, ..] => Ok((Box::new(tar_file::TarFile::gzip(path)), "a tar.gz file")),
            tar if tar.get(257..262) == Some(b"ustar") => {
                Ok((Box::new(tar_file::TarFile::plain(path)), "a tar file"))
            }
            _ => Err(Error::Usage(format!(
                "`{name}` is neither a folder nor a .zip, .tar or .tar.gz file; name one of these"
            ))),
        };
    }
    match commit::Commit::find(name, here) {
        Some(commit) => Ok((Box::new(commit), "a commit")),
        None => Err(Error::Usage(format!(
            "there is no file, folder or commit called `{name}`; name a folder, a .zip, .tar or \
             .tar.gz file, or a commit such as origin/main"
        ))),
    }
}

fn read_start(file: &mut std::fs::File, start: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < start.len() {
        match file.read(&mut start[length..])? {
            0 => break,
            count => length += count,
        }
    }
    Ok(length)
}

fn explain(unclear: &Unclear) -> String {
    match unclear {
        Unclear::Nothing => "no file in it is one that a step asks for, such as \
                             lessons/01-config/src/url.rs"
            .to_owned(),
        Unclear::Several(lessons) => format!(
            "it may be the folder of {}; say which: grade {} --submission …",
            lessons.join(" or "),
            lessons.first().map_or("", String::as_str)
        ),
    }
}

/// Reads the beginning of a file: so much that it is known whether it is too long.
fn beginning(file: impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests;

//! Finds out what was handed in.

use crate::submission::commit::Commit;
use crate::submission::folder::Folder;
use crate::submission::source::Source;
use crate::submission::tar_file::TarFile;
use crate::submission::zip_file::ZipFile;
use course::document::harmless_name;
use course::error::Error;
use harness::deadline::Deadline;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Something to read a submission from.
pub(super) struct Opened {
    /// The files.
    pub(super) source: Box<dyn Source>,
    /// What it is, such as `a ZIP file`.
    pub(super) what: &'static str,
}

/// Opens what `name` means: a path from the folder `here`, or else a commit of the git
/// repository there. What is wrong with a file is no error, but a part of a sentence, as those of a
/// [`Source`] are.
pub(super) fn open(
    name: &str,
    here: &Path,
    deadline: Deadline,
) -> Result<Result<Opened, String>, Error> {
    if name.trim().is_empty() {
        return Err(Error::Usage(
            "the submission has an empty name; name a folder, an archive or a commit".to_owned(),
        ));
    }
    let path = here.join(name);
    let called = harmless_name(name);
    if path.is_dir() {
        let reading = Error::while_doing(format!("read {}", path.display()));
        let folder = path.canonicalize().map_err(reading)?;
        return Ok(Ok(Opened {
            source: Box::new(Folder::new(folder, deadline)),
            what: "a folder",
        }));
    }
    if path.is_file() {
        return Ok(open_archive(path, deadline));
    }
    match Commit::find(name, here, deadline) {
        Some(commit) => Ok(Ok(Opened {
            source: Box::new(commit),
            what: "a commit",
        })),
        None => Err(Error::Usage(format!(
            "there is no file, folder or commit called `{called}`; name a folder, a .zip, .tar or \
             .tar.gz file, or a commit such as origin/main"
        ))),
    }
}

/// Archives are known by their first bytes, whatever they are called.
fn open_archive(path: PathBuf, deadline: Deadline) -> Result<Opened, String> {
    let start = first_bytes(&path).map_err(|error| format!("it cannot be read: {error}"))?;
    let (source, what): (Box<dyn Source>, _) = match &start[..] {
        [] => return Err("the file is empty".to_owned()),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => (Box::new(ZipFile::new(path, deadline)), "a ZIP file"),
        [0x1f, 0x8b, ..] => (Box::new(TarFile::gzip(path, deadline)), "a tar.gz file"),
        tar if tar.get(257..262) == Some(b"ustar") => {
            (Box::new(TarFile::plain(path, deadline)), "a tar file")
        }
        _ => return Err(no_archive(&path)),
    };
    Ok(Opened { source, what })
}

fn no_archive(path: &Path) -> String {
    let ending = path
        .extension()
        .map(|it| it.to_string_lossy().to_lowercase());
    let kind = match ending.as_deref() {
        Some("zip") => "a ZIP file",
        Some("tar") => "a tar file",
        Some("gz" | "tgz") => "a tar.gz file",
        _ => return "it is neither a folder nor a .zip, .tar or .tar.gz file".to_owned(),
    };
    format!("it is not {kind}, although its name says so")
}

fn first_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut start)?;
    Ok(start)
}

//! Work: the files of one lesson that somebody handed in. The same files are the same work, and are
//! graded once.

use crate::hex::hex;
use course::error::Error;
use course::given;
use course::lesson::{Lesson, Step};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// By their paths from the lesson's folder.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What somebody has made of a lesson.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) lesson: String,
    pub(super) digest: String,
    /// Those that are not as they were given.
    pub(super) files: Files,
}

impl Work {
    /// What of a lesson's `files` is not as it was given: the rest is the same for everybody.
    pub(super) fn new(lesson: &Lesson, mut files: Files) -> Result<Self, Error> {
        let steps: Vec<&Step> = lesson.steps.iter().collect();
        let given = given::of_steps(lesson, &steps)?;
        files.retain(|name, content| {
            let given = given.get(name).and_then(Option::as_ref);
            given != Some(content)
        });
        Ok(Self {
            lesson: lesson.id.clone(),
            digest: digest(&files),
            files,
        })
    }
}

/// A digest of some files, their names and the lengths of both.
pub(super) fn digest(files: &Files) -> String {
    let mut hasher = Sha256::new();
    for (name, content) in files {
        // However the system writes paths.
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        for bytes in [parts.join("/").as_bytes(), content] {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
    }
    hex(&hasher.finalize())
}

/// A tar.gz file, the same for the same files.
pub(super) fn pack(files: &Files) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, name, &**content)?;
    }
    archive.into_inner()?.finish()
}

/// What [`pack`] has made.
pub(super) fn unpack(bytes: &[u8]) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in tar::Archive::new(GzDecoder::new(bytes)).entries()? {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.insert(name, content);
    }
    Ok(files)
}

/// Writes files into a folder.
pub(super) fn write(files: &Files, folder: &Path) -> io::Result<()> {
    for (name, content) in files {
        let path = folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        let all = all.iter();
        all.map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn a_digest_tells_names_from_contents() {
        let one = digest(&files(&[("a", "bc")]));
        assert_eq!(one.len(), 64);
        assert_eq!(one, digest(&files(&[("a", "bc")])));
        for other in [&[("ab", "c")][..], &[("a", "b"), ("c", "")], &[]] {
            assert_ne!(one, digest(&files(other)), "{other:?}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let files = files(&[("src/a.rs", "fn a() {}"), ("migrations/V1__a.sql", "")]);
        let packed = pack(&files).expect("an archive");
        assert_eq!(packed, pack(&files).expect("an archive"));
        assert_eq!(unpack(&packed).expect("files"), files);
    }
}

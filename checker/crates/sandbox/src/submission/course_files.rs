//! A whole course, in the place of somebody's answers: a newer one, which is to replace this one.

use crate::submission::names::normalized;
use crate::submission::open::open;
use crate::submission::source::{EntryKind, FILE_LIMIT, NAMES, TIME};
use course::document::harmless_name;
use course::error::Error;
use harness::deadline::Deadline;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where the lessons of a course are described.
const MARK: &str = "checker/course/";

/// All files of the course that `name` means: a path from the folder `here`, or else a commit of the
/// git repository there. It may lie in a folder of an archive.
pub fn course_files(name: &str, here: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Error> {
    let called = harmless_name(name);
    let refuse = |why: String| Error::Usage(format!("`{called}` is not a course: {why}"));
    let mut opened = open(name, here, Deadline::after(TIME))?.map_err(refuse)?;
    let entries = opened.source.entries().map_err(refuse)?;
    if entries.len() > NAMES {
        return Err(refuse(format!("it has more than {NAMES} files")));
    }
    let files = entries
        .into_iter()
        .filter(|entry| entry.kind == EntryKind::File);
    let names: Vec<String> = files.map(|entry| entry.name).collect();
    let top = top(&names).ok_or_else(|| refuse(format!("it has no {MARK}")))?;
    let wanted: BTreeSet<String> = names
        .into_iter()
        .filter(|name| name.starts_with(&top))
        .collect();
    let mut found = BTreeMap::new();
    for (name, content) in opened.source.contents(&wanted).map_err(refuse)? {
        let of_file = |why: &str| refuse(format!("{}: {why}", harmless_name(&name)));
        let path = normalized(&name[top.len()..]).map_err(of_file)?;
        let content = content.map_err(|why| of_file(&why))?;
        if content.len() as u64 > FILE_LIMIT {
            return Err(of_file("it is too long"));
        }
        found.insert(PathBuf::from(path), content);
    }
    Ok(found)
}

/// The folder in which the course lies, with a slash at its end: the uppermost one.
fn top(names: &[String]) -> Option<String> {
    let tops = names.iter().filter_map(|name| {
        let (top, _) = name.split_once(MARK)?;
        (top.is_empty() || top.ends_with('/')).then(|| top.to_owned())
    });
    tops.min_by_key(String::len)
}

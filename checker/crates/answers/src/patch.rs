//! Applies a patch to the files of a crate. Known mistakes and alternatives are patches.

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The text files of a crate, by their paths from its folder.
pub type Files = BTreeMap<PathBuf, String>;

/// The files that differ, with their new text; `None` is a deleted file.
pub type PatchedFiles = BTreeMap<PathBuf, Option<String>>;

/// The files with `patch` applied, which may also create, rename and delete files. Text in
/// front of the patch is skipped. An error is a sentence.
pub fn apply(files: &Files, patch: &str) -> Result<Files, String> {
    let mut files = files.clone();
    let no_such = |name: &str| format!("there is no file {name}");
    for part in PatchSet::parse(patch, ParseOptions::unidiff()) {
        let part = part.map_err(|error| error.to_string())?;
        let text = part.patch().as_text().ok_or("it is not a text patch")?;
        let applied = |old: &str| diffy::apply(old, text).map_err(|error| error.to_string());
        match part.operation().strip_prefix(1) {
            FileOperation::Create(name) => {
                let old = files.insert(PathBuf::from(&*name), applied("")?);
                let is_new = old.is_none().then_some(());
                is_new.ok_or_else(|| format!("there is a file {name} already"))?;
            }
            FileOperation::Delete(name) => {
                let old = files.remove(Path::new(&*name));
                old.ok_or_else(|| no_such(&name))?;
            }
            FileOperation::Modify { original, modified } => {
                let old = files.remove(Path::new(&*original));
                let new = applied(&old.ok_or_else(|| no_such(&original))?)?;
                files.insert(PathBuf::from(&*modified), new);
            }
            other => return Err(format!("cannot {other:?}; use git diff --no-renames")),
        }
    }
    Ok(files)
}

/// What differs between two crates.
pub fn changes(before: &Files, after: &Files) -> PatchedFiles {
    let names = before.keys().chain(after.keys());
    let differ = names.filter(|name| before.get(*name) != after.get(*name));
    differ
        .map(|name| (name.clone(), after.get(name).cloned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        let pairs = pairs.iter();
        pairs
            .map(|(name, text)| ((*name).into(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn files_are_changed_created_and_deleted() {
        let before = files(&[("src/a.rs", "one\ntwo\n"), ("src/b.rs", "b\n")]);
        let patch = "A sentence.\n\n\
            --- a/src/a.rs\n+++ b/src/a.rs\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n\
            --- a/src/b.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n\
            --- /dev/null\n+++ b/src/c.rs\n@@ -0,0 +1 @@\n+c\n";
        let after = apply(&before, patch).expect("a patch");
        assert_eq!(
            after,
            files(&[("src/a.rs", "one\n2\n"), ("src/c.rs", "c\n")])
        );
        let changes: Vec<_> = changes(&before, &after).into_values().collect();
        assert_eq!(changes, [Some("one\n2\n".into()), None, Some("c\n".into())]);
    }

    #[test]
    fn a_patch_of_something_else_is_an_error() {
        let patch = "--- a/src/a.rs\n+++ b/src/a.rs\n@@ -1 +1 @@\n-x\n+y\n";
        assert_eq!(
            apply(&Files::new(), patch),
            Err("there is no file src/a.rs".to_owned())
        );
        assert!(apply(&files(&[("src/a.rs", "z\n")]), patch).is_err());
    }
}

//! How many hints of each step were shown, kept in `target/checker/hints.json`.
//! If the file is lost, the hints start over.

use course::error::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Returns which hint of `step` comes next, from 0, and remembers that it was
/// shown. After the last of the `available` hints that one is repeated.
pub(crate) fn next(state_dir: &Path, step: &str, available: usize) -> Result<usize, Error> {
    let path = state_dir.join("hints.json");
    let mut shown: BTreeMap<String, usize> = fs::read_to_string(&path)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let count = shown.entry(step.to_owned()).or_default();
    let index = (*count).min(available.saturating_sub(1));
    *count = index + 1;
    let text = serde_json::to_string_pretty(&shown).unwrap_or_default();
    fs::create_dir_all(state_dir)
        .and_then(|()| fs::write(&path, text))
        .map_err(Error::while_doing(format!("write {}", path.display())))?;
    Ok(index)
}

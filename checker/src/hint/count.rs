//! How many hints of each step were shown, kept in `target/checker/hints.json`.
//! If the file is lost, the hints start over.

use course::error::Error;
use course::lesson::Hint;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Returns which of the hints of `step` comes next, from 0, and remembers that it was shown. One
/// that tells only what is `right` is passed over. After the last of them that one is repeated.
pub(super) fn next(
    state_dir: &Path,
    step: &str,
    hints: &[Hint],
    right: &[String],
) -> Result<usize, Error> {
    let path = state_dir.join("hints.json");
    let mut shown: BTreeMap<String, usize> = fs::read_to_string(&path)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let count = shown.entry(step.to_owned()).or_default();
    let index = after(*count, hints, right);
    *count = index + 1;
    let text = serde_json::to_string_pretty(&shown).unwrap_or_default();
    fs::create_dir_all(state_dir)
        .and_then(|()| fs::write(&path, text))
        .map_err(Error::while_doing(format!("write {}", path.display())))?;
    Ok(index)
}

/// The hint that comes after so many.
fn after(count: usize, hints: &[Hint], right: &[String]) -> usize {
    let mut left = (count..hints.len()).filter(|index| !hints[*index].is_settled(right));
    left.next().unwrap_or(hints.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_already_is_passed_over() {
        let hint = |about: &[&str]| Hint {
            text: String::new(),
            about: about.iter().map(|id| (*id).to_owned()).collect(),
        };
        let hints = [hint(&["a"]), hint(&["a", "b"]), hint(&[])];
        let right = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let after = |count, ids: &[&str]| after(count, &hints, &right(ids));
        assert_eq!(
            [after(0, &[]), after(0, &["a"]), after(0, &["a", "b"])],
            [0, 1, 2]
        );
        assert_eq!([after(1, &["b"]), after(2, &[]), after(3, &[])], [1, 2, 2]);
    }
}

//! Patches that share a crate, because each crate has to be compiled.

use crate::patch::{Files, apply};

/// A patch of a solution.
#[derive(Debug, Clone)]
pub struct Patch<K> {
    /// Tells it from others.
    pub key: K,
    /// The id of the step that it is about.
    pub step: String,
    /// The patch itself.
    pub text: String,
}

/// A solution with patches, each of another step.
#[derive(Debug, Clone)]
pub struct Batch<K> {
    /// The files of the solution with all of them applied.
    pub files: Files,
    /// In the order in which they came.
    pub patches: Vec<Patch<K>>,
}

/// Puts each patch into the first batch that has none of its step and to which it still
/// applies. Patches of a batch can interfere, because one step's code may call another's:
/// after a run, see whether each shows what it is known to show, and if not try it
/// [`solo`]. An error is a sentence about a patch that does not apply at all.
pub fn batches<K>(solution: &Files, patches: Vec<Patch<K>>) -> Result<Vec<Batch<K>>, String> {
    let mut batches: Vec<Batch<K>> = Vec::new();
    for patch in patches {
        let mut open = batches.iter_mut();
        let joined = open.find_map(|batch| Some((batch.with(&patch)?, batch)));
        if let Some((files, batch)) = joined {
            batch.files = files;
            batch.patches.push(patch);
        } else {
            batches.push(solo(solution, patch)?);
        }
    }
    Ok(batches)
}

/// A batch of one patch. An error is a sentence about why it does not apply.
pub fn solo<K>(solution: &Files, patch: Patch<K>) -> Result<Batch<K>, String> {
    let files = apply(solution, &patch.text)?;
    if files == *solution {
        return Err("nothing differs from the solution".to_owned());
    }
    let patches = vec![patch];
    Ok(Batch { files, patches })
}

impl<K> Batch<K> {
    /// Its files with one more patch, if that fits.
    fn with(&self, patch: &Patch<K>) -> Option<Files> {
        let is_new = self.patches.iter().all(|other| other.step != patch.step);
        is_new.then(|| apply(&self.files, &patch.text).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten lines, each its number.
    fn solution() -> Files {
        let text = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        Files::from([("a.rs".into(), text.to_owned())])
    }

    /// Writes `x` into a line, between the lines before and after it.
    fn patch(step: &str, line: usize) -> Patch<String> {
        let (before, after) = (line - 1, line + 1);
        Patch {
            key: format!("{step}{line}"),
            step: step.to_owned(),
            text: format!(
                "--- a/a.rs\n+++ b/a.rs\n@@ -{line},3 +{line},3 @@\n {before}\n-{line}\n+x\n {after}\n"
            ),
        }
    }

    #[test]
    fn patches_of_one_step_or_of_the_same_lines_are_kept_apart() {
        let patches = vec![patch("a", 2), patch("a", 7), patch("b", 8), patch("c", 2)];
        let batches = batches(&solution(), patches).expect("batches");
        let keys = batches.iter().map(|batch| {
            let keys = batch.patches.iter().map(|patch| &*patch.key);
            keys.collect::<Vec<_>>()
        });
        assert_eq!(
            keys.collect::<Vec<_>>(),
            [vec!["a2", "b8"], vec!["a7", "c2"]]
        );
        let texts = batches.iter().flat_map(|batch| batch.files.values());
        assert_eq!(
            texts.map(|text| text.replace('\n', "")).collect::<Vec<_>>(),
            ["01x34567x9", "01x3456x89"]
        );
    }

    #[test]
    fn a_patch_that_does_not_apply_is_an_error() {
        let other = Files::from([("b.rs".into(), String::new())]);
        let error = batches(&other, vec![patch("a", 2)]).expect_err("another solution");
        assert_eq!(error, "there is no file a.rs");
    }
}

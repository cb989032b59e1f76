//! Patches that are tried in one crate: to compile one takes two seconds.

use crate::patch::{Files, apply};

/// A patch of a solution.
#[derive(Debug, Clone)]
pub struct Patch<K> {
    /// What tells it from others.
    pub key: K,
    /// The step that it is about.
    pub step: String,
    /// The patch itself.
    pub text: String,
}

/// A solution with patches of different steps.
#[derive(Debug, Clone)]
pub struct Company<K> {
    /// The files of the solution with all of them.
    pub files: Files,
    /// In the order in which they came.
    pub patches: Vec<Patch<K>>,
}

/// Puts each patch into the first company that has none of its step and to which it
/// can still be applied. They can meet all the same, where one step's code calls
/// another's: whoever runs them sees whether each shows what it is known to show, and
/// tries it alone if not. An error is a sentence on a patch that fits nowhere.
pub fn companies<K>(solution: &Files, patches: Vec<Patch<K>>) -> Result<Vec<Company<K>>, String> {
    let mut companies: Vec<Company<K>> = Vec::new();
    for patch in patches {
        let mut open = companies.iter_mut();
        let joined = open.find_map(|company| Some((company.with(&patch)?, company)));
        if let Some((files, company)) = joined {
            company.files = files;
            company.patches.push(patch);
        } else {
            companies.push(alone(solution, patch)?);
        }
    }
    Ok(companies)
}

/// A company of one. An error is a sentence on why there is none.
pub fn alone<K>(solution: &Files, patch: Patch<K>) -> Result<Company<K>, String> {
    let files = apply(solution, &patch.text)?;
    if files == *solution {
        return Err("nothing differs from the solution".to_owned());
    }
    let patches = vec![patch];
    Ok(Company { files, patches })
}

impl<K> Company<K> {
    /// Its files with one patch more, if that goes together.
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

    /// Writes `x` into a line, and names the lines before and after it.
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
    fn patches_of_one_step_or_of_one_place_are_kept_apart() {
        let patches = vec![patch("a", 2), patch("a", 7), patch("b", 8), patch("c", 2)];
        let companies = companies(&solution(), patches).expect("companies");
        let keys = companies.iter().map(|company| {
            let keys = company.patches.iter().map(|patch| &*patch.key);
            keys.collect::<Vec<_>>()
        });
        assert_eq!(
            keys.collect::<Vec<_>>(),
            [vec!["a2", "b8"], vec!["a7", "c2"]]
        );
        let texts = companies.iter().flat_map(|company| company.files.values());
        assert_eq!(
            texts.map(|text| text.replace('\n', "")).collect::<Vec<_>>(),
            ["01x34567x9", "01x3456x89"]
        );
    }

    #[test]
    fn a_patch_that_fits_nowhere_is_an_error() {
        let other = Files::from([("b.rs".into(), String::new())]);
        let error = companies(&other, vec![patch("a", 2)]).expect_err("another solution");
        assert_eq!(error, "there is no file a.rs");
    }
}

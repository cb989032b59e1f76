//! Patches that are tried in one crate: to compile one takes two seconds.

use crate::pure::patch::{Changes, Files};

/// A patch of a solution.
#[derive(Debug, Clone)]
pub struct Patch<K> {
    /// What tells it from others.
    pub key: K,
    /// The step that it is about.
    pub step: String,
    /// What it changes.
    pub changes: Changes,
}

/// Puts patches together that are of different steps and in different files. They
/// can still meet, where one step's code calls another's: whoever runs them sees
/// whether each shows what it is known to show, and tries it alone if not.
pub fn companies<K>(patches: Vec<Patch<K>>) -> Vec<Vec<Patch<K>>> {
    let mut companies: Vec<Vec<Patch<K>>> = Vec::new();
    for patch in patches {
        let company = companies
            .iter_mut()
            .find(|company| company.iter().all(|other| are_apart(other, &patch)));
        match company {
            Some(company) => company.push(patch),
            None => companies.push(vec![patch]),
        }
    }
    companies
}

fn are_apart<K>(one: &Patch<K>, other: &Patch<K>) -> bool {
    let mut files = one.changes.keys();
    one.step != other.step && files.all(|file| !other.changes.contains_key(file))
}

/// The files of a solution with all patches of a company.
pub fn patched<K>(solution: &Files, company: &[Patch<K>]) -> Files {
    let mut files = solution.clone();
    for (name, text) in company.iter().flat_map(|patch| &patch.changes) {
        match text {
            Some(text) => files.insert(name.clone(), text.clone()),
            None => files.remove(name),
        };
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn patch(step: &str, file: &str, text: Option<&str>) -> Patch<String> {
        Patch {
            key: format!("{step} {file}"),
            step: step.to_owned(),
            changes: Changes::from([(file.into(), text.map(str::to_owned))]),
        }
    }

    #[test]
    fn patches_of_one_step_or_of_one_file_are_kept_apart() {
        let patches = vec![
            patch("a", "a.rs", Some("1")),
            patch("a", "other.rs", Some("1")),
            patch("b", "b.rs", Some("1")),
            patch("c", "a.rs", Some("1")),
        ];
        let keys = companies(patches).into_iter().map(|company| {
            let keys = company.into_iter().map(|patch| patch.key);
            keys.collect::<Vec<_>>()
        });
        assert_eq!(
            keys.collect::<Vec<_>>(),
            [vec!["a a.rs", "b b.rs"], vec!["a other.rs", "c a.rs"]]
        );
    }

    #[test]
    fn a_company_has_the_changes_of_all() {
        let solution = Files::from(["a.rs", "b.rs"].map(|name| (name.into(), "0".to_owned())));
        let company = [patch("a", "a.rs", Some("1")), patch("b", "b.rs", None)];
        let files = patched(&solution, &company);
        assert_eq!(
            files,
            Files::from([(PathBuf::from("a.rs"), "1".to_owned())])
        );
    }
}

//! What a run shows, ready to be put into a snapshot.

use crate::accepted::differences::Differences;
use crate::accepted::mistake_file::MistakeFile;
use crate::document::Shown;
use crate::outcome::StepRun;
use crate::recognition::Mistake;
use std::collections::BTreeMap;

/// What a run showed, with the accepted text for what was skipped: snapshots hold the
/// observations on servers even if they are recorded where there are none.
pub fn with_skipped(run: &StepRun, accepted: &Shown) -> Shown {
    let mut all = run.observations.clone();
    for (index, entry) in accepted.observations.iter().enumerate() {
        let mut skipped = run.skipped.iter();
        if skipped.any(|skipped| skipped.id == entry.id) {
            all.insert(index.min(all.len()), entry.clone());
        }
    }
    Shown {
        observations: all,
        clues: run.clues.clone(),
    }
}

/// The file of a mistake, updated to what it shows now. `right` is what a right answer shows;
/// what was skipped stays as it was accepted.
pub fn of_mistake(run: &StepRun, file: &MistakeFile, right: &Shown) -> String {
    let accepted = file.differences.applied_to(right);
    let seen = with_skipped(run, accepted.as_ref().unwrap_or(right));
    let file = MistakeFile {
        differences: Differences::of(right, &seen),
        ..file.clone()
    };
    file.to_string()
}

/// Whether a run of a mistake shows what its record says.
pub fn is_known(run: &StepRun, known: &Mistake) -> bool {
    let known = Shown {
        observations: known.observations.clone(),
        clues: known.clues.clone(),
    };
    by_id(&with_skipped(run, &known)) == by_id(&known)
}

/// By kind and id: a record does not keep the order of observations.
fn by_id(shown: &Shown) -> BTreeMap<(bool, &str), &str> {
    let observations = shown.observations.iter();
    let observations = observations.map(|own| ((false, &*own.id), &*own.text));
    let clues = shown.clues.iter();
    let clues = clues.map(|own| ((true, &*own.id), &*own.text));
    observations.chain(clues).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Skipped, Why};
    use crate::samples::{run, seen};

    fn known(pairs: &[(&str, &str)]) -> Mistake {
        Mistake {
            id: "a.b".to_owned(),
            say: String::new(),
            observations: seen(pairs),
            clues: Vec::new(),
        }
    }

    #[test]
    fn what_was_skipped_is_what_was_accepted() {
        let mut run = run(&[("a", "1"), ("c", "3")]);
        let known = known(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert!(!is_known(&run, &known));
        run.skipped.push(Skipped {
            id: "b".to_owned(),
            title: "b".to_owned(),
            why: Why::NoServer(String::new()),
        });
        assert!(is_known(&run, &known));
    }

    #[test]
    fn another_text_is_another_record() {
        assert!(!is_known(&run(&[("a", "2")]), &known(&[("a", "1")])));
        let file = MistakeFile::parse("Why.\n```diff\n```\n").expect("a file");
        let right = Shown {
            observations: seen(&[("a", "1")]),
            clues: Vec::new(),
        };
        assert_eq!(
            of_mistake(&run(&[("a", "2")]), &file, &right),
            "Why.\n\n```diff\n```\n\n## a\n  2\n"
        );
    }
}

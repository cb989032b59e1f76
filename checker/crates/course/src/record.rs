//! What a run shows, as a snapshot holds it.

use crate::document::render_record;
use crate::outcome::{Observation, StepRun};
use crate::recognition::Mistake;

/// What was seen, and for what was skipped the accepted text: a snapshot holds
/// the observations on servers whether there are servers or not.
pub fn with_skipped(run: &StepRun, accepted: &[Observation]) -> Vec<Observation> {
    let mut all = run.observations.clone();
    for (index, entry) in accepted.iter().enumerate() {
        let mut skipped = run.skipped.iter();
        if skipped.any(|skipped| skipped.title == entry.title) {
            all.insert(index.min(all.len()), entry.clone());
        }
    }
    all
}

/// What a mistake shows, as its record holds it. `known` is the record that there is.
pub fn of_mistake(run: &StepRun, known: Option<&Mistake>) -> String {
    let accepted = known.map_or(&[][..], |known| &known.observations);
    render_record(&with_skipped(run, accepted), &run.clues)
}

/// Whether a mistake shows what it is known to show.
pub fn is_known(run: &StepRun, known: &Mistake) -> bool {
    of_mistake(run, Some(known)) == render_record(&known.observations, &known.clues)
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
            title: "b".to_owned(),
            why: Why::NoServer(String::new()),
        });
        assert!(is_known(&run, &known));
    }

    #[test]
    fn another_text_is_another_record() {
        assert!(!is_known(&run(&[("a", "2")]), &known(&[("a", "1")])));
        assert_eq!(of_mistake(&run(&[("a", "2")]), None), "a\n  2\n");
    }
}

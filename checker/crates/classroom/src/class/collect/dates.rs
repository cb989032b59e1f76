//! When something was handed in, if dates of files tell less than they seem to.

use crate::class::gradebook::Due;
use jiff::{SignedDuration, Timestamp};

/// So many things with nearly the same date were copied at that date.
const MANY: usize = 3;
const NEARLY: SignedDuration = SignedDuration::from_mins(5);

/// Whether one of these lessons is late at a moment.
pub(super) fn is_late(moment: Timestamp, lessons: &[&str], due: &[Due]) -> bool {
    let mut due = due.iter().filter(|due| lessons.contains(&&*due.lesson));
    due.any(|due| due.with_grace < moment)
}

/// The one date that many things have, or nearly.
pub(super) fn of_a_copy(dates: &[Timestamp]) -> Option<Timestamp> {
    let (first, last) = (dates.iter().min()?, dates.iter().max()?);
    (dates.len() >= MANY && last.duration_since(*first) <= NEARLY).then_some(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).expect("a moment")
    }

    fn due(lesson: &str, hour: i64) -> Due {
        Due {
            lesson: lesson.to_owned(),
            at: at(hour),
            with_grace: at(hour + 1),
        }
    }

    #[test]
    fn there_is_a_grace() {
        let due = [due("config", 10), due("urls", 20)];
        assert!(!is_late(at(11), &["config"], &due));
        assert!(is_late(at(12), &["config"], &due));
        assert!(!is_late(at(12), &["urls"], &due));
    }

    #[test]
    fn many_things_of_one_date_are_a_copy() {
        let soon = at(1) + SignedDuration::from_mins(2);
        assert_eq!(of_a_copy(&[at(1), soon, at(1)]), Some(soon));
        assert_eq!(of_a_copy(&[at(1), soon]), None);
        assert_eq!(of_a_copy(&[at(1), soon, at(2)]), None);
    }
}

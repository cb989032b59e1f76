//! When something was handed in, if dates of files tell less than they seem to.

use crate::class::gradebook::Due;
use jiff::{SignedDuration, Timestamp};

/// So many things with nearly the same date were copied at that date.
const MANY: usize = 3;
const NEARLY: SignedDuration = SignedDuration::from_mins(5);

/// When something of this date was handed in, if a platform says that it was in time: Canvas gives all
/// files the date of the download. Of the lessons in it, one that is due later does not matter yet.
pub(super) fn in_time(date: Timestamp, lessons: &[&str], due: &[Due]) -> Timestamp {
    let due = due.iter().filter(|due| lessons.contains(&&*due.lesson));
    let passed = due.map(|due| due.at).filter(|due| *due < date);
    passed.max().unwrap_or(date)
}

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
    fn what_is_in_time_is_not_later_than_it_is_due() {
        let due = [due("config", 10), due("urls", 20), due("sorts", 90)];
        for (date, lessons, expected) in [
            (5, &["config"][..], 5),
            (12, &["config"], 10),
            (30, &["config", "urls"], 20),
            // Somebody has begun the next one, too.
            (12, &["config", "urls"], 10),
            (12, &["session"], 12),
        ] {
            assert_eq!(
                in_time(at(date), lessons, &due),
                at(expected),
                "{lessons:?}"
            );
        }
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

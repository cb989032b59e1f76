//! When something was handed in, if dates of files tell less than they seem to.

use crate::class::gradebook::Due;
use crate::class::settings::LatePolicy;
use jiff::{SignedDuration, Timestamp};

/// So many things with nearly the same date were copied at that date.
const MANY: usize = 3;
const NEARLY: SignedDuration = SignedDuration::from_mins(5);

/// Whether one of these lessons is late at a moment.
pub(super) fn is_late(moment: Timestamp, lessons: &[String], due: &[Due]) -> bool {
    let mut due = due.iter().filter(|due| lessons.contains(&due.lesson));
    due.any(|due| due.with_grace < moment)
}

/// A moment after which a lesson costs more points than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End<'d> {
    pub(super) moment: Timestamp,
    pub(super) lesson: &'d str,
}

/// The ends of grace, and then those of the days that cost something.
pub(super) fn ends(due: &[Due], late: LatePolicy) -> Vec<End<'_>> {
    // With all points lost there is nothing more to lose.
    let costly = 99_u32.checked_div(late.percent_per_day.into());
    let days = match (costly, late.days) {
        (Some(costly), days) => costly.min(days.unwrap_or(costly)),
        (None, days) => days.unwrap_or_default(),
    };
    let of_grace = due.iter().map(|due| (due, due.with_grace));
    let of_days = due.iter().flat_map(|due| {
        let days = (1..=days).map(|day| SignedDuration::from_hours(24 * i64::from(day)));
        let ends = days.filter_map(|days| due.at.checked_add(days).ok());
        let ends = ends.filter(|end| *end > due.with_grace);
        ends.map(move |end| (due, end))
    });
    let ends = of_grace.chain(of_days).map(|(due, moment)| End {
        moment,
        lesson: &due.lesson,
    });
    ends.collect()
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
        let [config, urls] = ["config", "urls"].map(|lesson| [lesson.to_owned()]);
        assert!(!is_late(at(11), &config, &due));
        assert!(is_late(at(12), &config, &due));
        assert!(!is_late(at(12), &urls, &due));
    }

    #[test]
    fn each_day_costs_until_there_is_nothing_to_lose() {
        let due = [due("config", 10)];
        let ends = |percent_per_day, days| -> Vec<i64> {
            let late = LatePolicy {
                grace_seconds: 3600,
                percent_per_day,
                days,
            };
            let ends = ends(&due, late).into_iter();
            ends.map(|it| it.moment.as_second() / 3600).collect()
        };
        assert_eq!(ends(0, None), [11]);
        assert_eq!(ends(0, Some(0)), [11]);
        assert_eq!(ends(0, Some(2)), [11, 34, 58]);
        assert_eq!(ends(40, None), [11, 34, 58]);
        assert_eq!(ends(50, None), [11, 34]);
        assert_eq!(ends(10, Some(1)), [11, 34]);
    }

    #[test]
    fn many_things_of_one_date_are_a_copy() {
        let soon = at(1) + SignedDuration::from_mins(2);
        assert_eq!(of_a_copy(&[at(1), soon, at(1)]), Some(soon));
        assert_eq!(of_a_copy(&[at(1), soon]), None);
        assert_eq!(of_a_copy(&[at(1), soon, at(2)]), None);
    }
}

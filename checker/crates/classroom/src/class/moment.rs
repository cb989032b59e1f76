//! Moments: as teachers write them, in the class's time zone, and as the gradebook has them, in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// This second.
pub(super) fn now() -> String {
    text(Timestamp::now())
}

/// As the gradebook has it, such as `2027-01-10T22:59:00Z`.
pub(super) fn text(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// For people of the class, such as `2027-01-10 23:59`.
pub(super) fn shown(moment: &str, time_zone: &TimeZone) -> String {
    match moment.parse::<Timestamp>() {
        Ok(moment) => {
            let moment = moment.to_zoned_datetime(time_zone.clone());
            moment.strftime("%Y-%m-%d %H:%M").to_string()
        }
        // Somebody has written into the gradebook.
        Err(_) => moment.to_owned(),
    }
}

/// A sentence of the gradebook's, for people of the class: some of its words are moments.
pub(super) fn shown_in(sentence: &str, time_zone: &TimeZone) -> String {
    let words = sentence.split(' ').map(|word| {
        let moment = word.trim_end_matches(':');
        format!("{}{}", shown(moment, time_zone), &word[moment.len()..])
    });
    words.collect::<Vec<_>>().join(" ")
}

/// When something is due: a day means the end of that day. An error is a sentence.
pub(super) fn due(written: &str, time_zone: &TimeZone) -> Result<Timestamp, String> {
    let local = match written.parse::<Date>() {
        Ok(date) if written.len() == "2027-01-10".len() => date.at(23, 59, 59, 0),
        _ => written.parse::<DateTime>().map_err(|_| {
            format!("`{written}` is not a date; write 2027-01-10 or 2027-01-10 18:00")
        })?,
    };
    let moment = time_zone.to_ambiguous_zoned_datetime(local);
    if let AmbiguousOffset::Gap { .. } = moment.offset() {
        return Err(format!(
            "`{written}` does not exist: the clocks go forward then; write another time"
        ));
    }
    // Of an hour that comes twice, the later one: nobody is late by the clocks.
    let moment = moment.later();
    Ok(moment
        .map_err(|error| format!("`{written}`: {error}"))?
        .timestamp())
}

/// The seconds of a duration such as `15m` or `2h 30m`. An error is a sentence.
pub(super) fn seconds(written: &str) -> Result<i64, String> {
    let duration: Option<SignedDuration> = written.parse().ok();
    let duration = duration.filter(|it| !it.is_negative());
    let duration =
        duration.ok_or_else(|| format!("`{written}` is not a duration such as 15m or 2h"))?;
    Ok(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_class_is() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a time zone");
        let read = |written| due(written, &berlin).map(text);
        let at = |moment: &str| Ok(moment.to_owned());
        assert_eq!(read("2027-01-10"), at("2027-01-10T22:59:59Z"));
        assert_eq!(read("2027-07-10 18:00"), at("2027-07-10T16:00:00Z"));
        assert_eq!(read("2027-10-31 02:30"), at("2027-10-31T01:30:00Z"));
        let gap = read("2027-03-28 02:30").expect_err("no such time");
        assert!(gap.contains("does not exist"), "{gap}");
        let error = "`10.1.2027` is not a date; write 2027-01-10 or 2027-01-10 18:00";
        assert_eq!(read("10.1.2027"), Err(error.to_owned()));
        assert_eq!(shown("2027-07-10T16:00:00Z", &berlin), "2027-07-10 18:00");
        assert_eq!(
            shown_in("until 2027-07-10T16:00:00Z: a move", &berlin),
            "until 2027-07-10 18:00: a move"
        );
    }

    #[test]
    fn durations_are_what_people_write() {
        assert_eq!(seconds("15m"), Ok(900));
        assert_eq!(seconds("2h 30m"), Ok(9000));
        assert_eq!(seconds("0s"), Ok(0));
        assert!(seconds("-1h").is_err());
        assert!(seconds("soon").is_err());
    }
}

//! Moments in UTC: in ISO 8601, and as names of files.

use humantime::{format_rfc3339_seconds, parse_rfc3339};
use std::time::{Duration, UNIX_EPOCH};

/// The first moment that cannot be written: the year 10000.
const END: u64 = 253_402_300_800;

/// A moment as ISO 8601 writes it, such as `2026-11-21T15:42:07Z`.
pub fn iso(seconds_since_1970: u64) -> String {
    // Only a clock that is off by thousands of years cannot be written.
    let seconds = if seconds_since_1970 < END {
        seconds_since_1970
    } else {
        0
    };
    format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds)).to_string()
}

/// A moment as a part of a file's name, such as `2026-11-21T15-42-07Z`. Names sort by
/// time, and Windows takes no colons.
pub fn file_name(seconds_since_1970: u64) -> String {
    iso(seconds_since_1970).replace(':', "-")
}

/// The moment with which a name begins that [`file_name`] made, as ISO 8601 writes it.
pub(crate) fn iso_of_file_name(name: &str) -> Option<String> {
    let moment = name.get(.."2026-11-21T15-42-07Z".len())?;
    let (date, time) = moment.split_once('T')?;
    if time.contains(':') {
        return None;
    }
    let moment = format!("{date}T{}", time.replace('-', ":"));
    // A leap second is read, and written as the next one: no name that was made here has one.
    let read = parse_rfc3339(&moment).ok()?;
    (format_rfc3339_seconds(read).to_string() == moment).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_sorts_by_time_and_has_no_colons() {
        assert_eq!(file_name(0), "1970-01-01T00-00-00Z");
        assert_eq!(file_name(1_795_275_727), "2026-11-21T15-42-07Z");
    }

    #[test]
    fn a_name_is_read_back() {
        assert_eq!(iso(1_795_275_727), "2026-11-21T15:42:07Z");
        assert_eq!(iso(END - 1), "9999-12-31T23:59:59Z");
        assert_eq!(iso(u64::MAX), "1970-01-01T00:00:00Z");
        let read = iso_of_file_name;
        let moment = Some("2026-11-21T15:42:07Z".to_owned());
        assert_eq!(read("2026-11-21T15-42-07Z-0a1b2c3"), moment);
        for other in [
            "",
            "phase1",
            "2026-11-21T15-42",
            "2026-11-21T15:42:07Z",
            "2026-11-31T15-42-07Z",
            "2026-11-21T15-42-0é",
            "2026-11-21T24-00-00Z",
            "2026-11-21T15-60-00Z",
            "2026-11-21T15-42-60Z",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

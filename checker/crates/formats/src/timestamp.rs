//! Names for moments.

/// A moment in UTC as part of a file's name, such as `2026-11-21T15-42-07Z`. They sort
/// by time, and Windows takes no colons.
pub fn name_of(seconds_since_1970: u64) -> String {
    iso(seconds_since_1970).replace(':', "-")
}

/// A moment in UTC as ISO 8601 writes it, such as `2026-11-21T15:42:07Z`.
pub fn iso(seconds_since_1970: u64) -> String {
    let (days, seconds) = (seconds_since_1970 / 86_400, seconds_since_1970 % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The moment that a name from [`name_of`] begins with, as ISO 8601 writes it.
pub fn iso_of_name(name: &str) -> Option<String> {
    let moment = name.get(.."2026-11-21T15-42-07Z".len())?;
    let is_right = std::iter::zip(moment.bytes(), "0000-00-00T00-00-00Z".bytes())
        .all(|(byte, shape)| byte == shape || shape == b'0' && byte.is_ascii_digit());
    let (date, time) = moment.split_once('T')?;
    let is_on_a_clock = time < "24" && &time[3..] < "60" && &time[6..] < "60";
    (is_right && is_on_a_clock).then(|| format!("{date}T{}", time.replace('-', ":")))
}

/// The date so many days after 1970-01-01. A year is taken to begin in March, so that the
/// day that comes and goes is its last. Source: Howard Hinnant, `chrono`-Compatible
/// Low-Level Date Algorithms, `civil_from_days`.
fn date(days: u64) -> (u64, u64, u64) {
    let since_march_of_0 = days + 719_468;
    let (era, day_of_era) = (since_march_of_0 / 146_097, since_march_of_0 % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compared with `date -u -d @SECONDS`.
    #[test]
    fn the_days_that_come_and_go_are_right() {
        for (seconds, expected) in [
            (0, "1970-01-01T00-00-00Z"),
            (951_782_400, "2000-02-29T00-00-00Z"),
            (951_868_799, "2000-02-29T23-59-59Z"),
            (951_868_800, "2000-03-01T00-00-00Z"),
            (1_709_251_199, "2024-02-29T23-59-59Z"),
            (1_795_275_727, "2026-11-21T15-42-07Z"),
            (4_107_542_400, "2100-03-01T00-00-00Z"),
        ] {
            assert_eq!(name_of(seconds), expected);
        }
    }

    #[test]
    fn a_name_is_read_back() {
        assert_eq!(iso(1_795_275_727), "2026-11-21T15:42:07Z");
        let read = |name| iso_of_name(name);
        let moment = Some("2026-11-21T15:42:07Z".to_owned());
        assert_eq!(read("2026-11-21T15-42-07Z-0a1b2c3"), moment);
        for other in [
            "",
            "phase1",
            "2026-11-21T15-42",
            "2026-11-21T15:42:07Z",
            "2026-11-21T15-42-0é",
            "2026-11-21T24-00-00Z",
            "2026-11-21T15-60-00Z",
            "2026-11-21T15-42-60Z",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

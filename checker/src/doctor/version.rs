//! Versions, as far as they are compared.

use std::fmt;

/// The first three numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u64, u64, u64);

impl Version {
    /// Reads `1.92`, `1.95.0` or `1.97.0-nightly`. None if that is no version.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.split(['-', '+']).next()?;
        let mut numbers = text.split('.').map(str::parse::<u64>);
        let first = numbers.next()?.ok()?;
        let second = numbers.next()?.ok()?;
        let third = numbers.next().map_or(Some(0), Result::ok)?;
        Some(Self(first, second, third))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(first, second, third) = self;
        match third {
            0 => write!(f, "{first}.{second}"),
            _ => write!(f, "{first}.{second}.{third}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        let read = |text| Version::read(text).unwrap();
        assert!(read("1.9.0") < read("1.92"));
        assert!(read("1.92.0") >= read("1.92"));
        assert!(read("1.97.0-nightly") > read("1.96.9"));
        assert_eq!(read("1.92").to_string(), "1.92");
        assert_eq!(Version::read("stable"), None);
        assert_eq!(Version::read("1.x"), None);
        assert_eq!(Version::read("1"), None);
    }
}

//! How far a submission was kept from the machine on which it was graded.

use std::fmt;

/// What the machine offers, as it was tried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// All in all.
    pub level: Level,
    /// The means, each with whether it is on, and in which form.
    pub means: Vec<Means>,
}

/// How good a confinement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Student code can do what the checker can do.
    None,
    /// Something that trusted grading asks for is missing.
    Partial,
    /// Files, network, processes and memory are confined.
    Full,
}

/// One means of confinement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// Its name, such as `Landlock`.
    pub name: &'static str,
    /// Whether it is on.
    pub is_on: bool,
    /// In which form, or why not.
    pub told: String,
    /// Whether trusted grading asks for it.
    pub is_needed: bool,
}

impl Confinement {
    /// The level that follows from what is on.
    pub fn of(means: Vec<Means>) -> Self {
        let level = if means.iter().all(|one| one.is_on || !one.is_needed) {
            Level::Full
        } else if means.iter().any(|one| one.is_on && one.is_needed) {
            Level::Partial
        } else {
            Level::None
        };
        Self { level, means }
    }

    /// Nothing is on.
    pub fn none(why: &str) -> Self {
        Self::of(vec![Means {
            name: "sandbox",
            is_on: false,
            told: why.to_owned(),
            is_needed: true,
        }])
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(is_on: bool, is_needed: bool) -> Means {
        Means {
            name: "x",
            is_on,
            told: String::new(),
            is_needed,
        }
    }

    #[test]
    fn only_what_is_needed_decides_over_the_level() {
        for (list, expected) in [
            (vec![means(true, true), means(false, false)], Level::Full),
            (vec![means(true, true), means(false, true)], Level::Partial),
            (vec![means(false, true), means(true, false)], Level::None),
        ] {
            assert_eq!(Confinement::of(list).level, expected);
        }
    }
}

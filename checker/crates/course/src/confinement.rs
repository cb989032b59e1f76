//! How well a submission was confined on the machine that graded it.

use std::fmt;

/// What confines submissions on this machine, as tests have shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// The overall level.
    pub level: Level,
    /// The means of confinement, in use or not.
    pub means: Vec<Means>,
}

/// The strength of a confinement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Student code can do whatever the checker can.
    None,
    /// Something that trusted grading needs is missing.
    Partial,
    /// Files, network, processes and memory are confined.
    Full,
}

/// One means of confinement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// Its name, such as `Landlock`.
    pub name: &'static str,
    /// Whether it is in use.
    pub is_on: bool,
    /// In which form, or why not.
    pub detail: String,
    /// Whether trusted grading needs it.
    pub is_needed: bool,
}

impl Confinement {
    /// Derives the level from the means.
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

    /// No confinement at all.
    pub fn none(why: &str) -> Self {
        Self::of(vec![Means {
            name: "sandbox",
            is_on: false,
            detail: why.to_owned(),
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
            detail: String::new(),
            is_needed,
        }
    }

    #[test]
    fn only_the_means_that_are_needed_decide_the_level() {
        for (list, expected) in [
            (vec![means(true, true), means(false, false)], Level::Full),
            (vec![means(true, true), means(false, true)], Level::Partial),
            (vec![means(false, true), means(true, false)], Level::None),
        ] {
            assert_eq!(Confinement::of(list).level, expected);
        }
    }
}

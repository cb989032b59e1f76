//! What was found out about the machine that the course is worked on.

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word or two.
    pub what: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub told: String,
    /// What to do about it, if anything.
    pub advice: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Fine,
    /// The course can be worked on, with a drawback.
    Note,
    /// The course cannot be worked on.
    Bad,
}

impl Finding {
    /// All is well.
    pub fn fine(what: &'static str, told: impl Into<String>) -> Self {
        Self {
            what,
            health: Health::Fine,
            told: told.into(),
            advice: None,
        }
    }

    /// There is a drawback.
    pub fn note(what: &'static str, told: impl Into<String>, advice: &str) -> Self {
        Self {
            what,
            health: Health::Note,
            told: told.into(),
            advice: Some(advice.to_owned()),
        }
    }

    /// The course cannot be worked on.
    pub fn bad(what: &'static str, told: impl Into<String>, advice: &str) -> Self {
        Self {
            health: Health::Bad,
            ..Self::note(what, told, advice)
        }
    }
}

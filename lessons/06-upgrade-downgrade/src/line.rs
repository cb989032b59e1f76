//! Given: a line of `history`, in Alembic's words.

use std::fmt;

/// A migration of the repository, as `history` tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The version that stands before it in the repository; `None` for the first.
    pub from: Option<i32>,
    /// Its version.
    pub version: i32,
    /// Its name, as in the file: `create_posts`.
    pub name: String,
    /// Whether it is the newest one of the repository.
    pub is_head: bool,
    /// Whether the database stands at it.
    pub is_current: bool,
}

/// `1 -> 2 (head) (current), create posts`
impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            Some(from) => write!(formatter, "{from}")?,
            None => formatter.write_str("<base>")?,
        }
        write!(formatter, " -> {}", self.version)?;
        if self.is_head {
            formatter.write_str(" (head)")?;
        }
        if self.is_current {
            formatter.write_str(" (current)")?;
        }
        write!(formatter, ", {}", self.name.replace('_', " "))
    }
}

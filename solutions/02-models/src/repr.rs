//! Step 5: `__repr__` and `to_string`.

use std::fmt;

use crate::model::{Book, User};

/// The notes' `__repr__`: short, and for everybody's eyes.
impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<User {}>", self.username)
    }
}

/// What a log may show. A derived `Debug` would print the hash, and a list of hashes is what a
/// thief needs to try out passwords at home.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// The notes' `to_string`, which every type with `Display` has by itself.
impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `{:?}` of an `Option` says `Some(1)`. That is for developers.
        match self.id {
            Some(id) => write!(f, "{id}")?,
            None => f.write_str("None")?,
        }
        let about = self.descrption.as_deref().unwrap_or("None");
        write!(f, ": {}. Description: {about}", self.title)
    }
}

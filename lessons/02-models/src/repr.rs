//! Step 5: `__repr__` and `to_string`.

use std::fmt;

use crate::model::{Book, User};

/// Write: `<User susan>` (README, step 5).
impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("step 5: write {} into {:?}", self.username, f.width())
    }
}

/// Write: what may be seen in a log (README, step 5).
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("step 5: write {} into {:?}", self.username, f.width())
    }
}

/// Write: `1: Dune. Description: Sand` (README, step 5).
impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("step 5: write {} into {:?}", self.title, f.width())
    }
}

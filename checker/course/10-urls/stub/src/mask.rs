//! Step 2: do not print the password.

use std::fmt::{self, Display, Formatter};

use crate::{Config, ServerUrl};

impl Display for ServerUrl {
    /// Write: the URL, with `***` for a password (README, step 2).
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        todo!("step 2: {} on {:?}, as text", self.port, f.width())
    }
}

impl fmt::Debug for ServerUrl {
    /// Write: what `{:?}` may show of a URL.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        todo!("step 2: {} on {:?}, for debugging", self.port, f.width())
    }
}

impl fmt::Debug for Config {
    /// Write: what `{:?}` may show of a configuration.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        todo!(
            "step 2: track_modifications: {}, on {:?}",
            self.track_modifications,
            f.width()
        )
    }
}

/// Write: what to say when `server` cannot be reached, where `why` is the driver's text.
#[must_use]
pub fn cannot_connect(server: &ServerUrl, why: &str) -> String {
    todo!(
        "step 2: {} cannot be reached, in {} letters",
        server.port,
        why.len()
    )
}

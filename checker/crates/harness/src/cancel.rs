//! Cancels a run whose verdict nobody wants any more.

use course::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to end a run, shared between those who may ask and those who have to look.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Option<Arc<AtomicBool>>);

impl Cancel {
    /// For a run that cannot be cancelled.
    pub const NEVER: Self = Self(None);

    /// For a run that can be cancelled.
    pub fn possible() -> Self {
        Self(Some(Arc::default()))
    }

    /// Asks. The run ends soon, and with it all its processes.
    pub fn ask(&self) {
        if let Some(asked) = &self.0 {
            asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether somebody has asked.
    pub fn is_asked(&self) -> bool {
        let asked = self.0.as_ref();
        asked.is_some_and(|asked| asked.load(Ordering::Relaxed))
    }

    /// Whether anybody can ask.
    pub fn is_possible(&self) -> bool {
        self.0.is_some()
    }

    /// An error if somebody has asked: for `?` between two pieces of work.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_asked() {
            return Err(Error::Cancelled);
        }
        Ok(())
    }
}

//! Asks a run to end before it is done, because nobody wants its verdict any more.

use course::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whoever holds one of two clones can ask; the other looks whether it was asked.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Option<Arc<AtomicBool>>);

impl Cancel {
    /// For a run that always comes to its end.
    pub const NEVER: Self = Self(None);

    /// For a run that can be cancelled.
    pub fn possible() -> Self {
        Self(Some(Arc::default()))
    }

    /// Asks. What runs ends soon, and every process of it is gone then.
    pub fn ask(&self) {
        if let Some(asked) = &self.0 {
            asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it was asked.
    pub fn is_asked(&self) -> bool {
        let asked = self.0.as_ref();
        asked.is_some_and(|asked| asked.load(Ordering::Relaxed))
    }

    /// Whether it can be asked at all.
    pub fn is_possible(&self) -> bool {
        self.0.is_some()
    }

    /// An error if it was asked: for `?` between two pieces of work.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_asked() {
            return Err(Error::Cancelled);
        }
        Ok(())
    }
}

//! How much a step that nobody trusts may write.

use crate::launcher::Custody;
use crate::scratch::Scratch;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How often to add up what lies on a disk.
const LOOK: Duration = Duration::from_millis(100);

/// The share of a disk.
pub(super) enum Share {
    /// All of it: the step is trusted.
    All,
    /// In memory, so much must stay free. Deleted files that are open count, too.
    Free(u64),
    /// On a disk others write as well, so what lies there is added up.
    Written {
        /// In bytes.
        most: u64,
        /// When to look next.
        next: Cell<Instant>,
    },
}

impl Share {
    /// That of a step in `scratch`.
    pub(super) fn of(custody: Option<Custody>, scratch: &Scratch) -> Self {
        let Some(held) = custody else {
            return Self::All;
        };
        let free = scratch.free_bytes().filter(|_| scratch.is_in_memory());
        match free.and_then(|free| free.checked_sub(held.disk)) {
            Some(left) => Self::Free(left),
            None => Self::Written {
                most: held.disk,
                next: Cell::new(Instant::now() + LOOK),
            },
        }
    }

    /// Whether the step has written more.
    pub(super) fn is_used_up(&self, scratch: &Scratch) -> bool {
        match self {
            Self::All => false,
            Self::Free(left) => scratch.free_bytes().is_some_and(|free| free < *left),
            Self::Written { most, next } => {
                let now = Instant::now();
                if now < next.get() {
                    return false;
                }
                next.set(now + LOOK);
                scratch.bytes() > *most
            }
        }
    }
}

//! How much room a step that nobody trusts may take.
//!
//! Files that it has removed and still has open take room as well, and nobody can count them. So a
//! step is stopped when too little is left, whoever has taken it; what comes back when it has ended
//! was its own.

use crate::launcher::Custody;
use crate::room::Room;
use crate::scratch::Scratch;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How often to add up what lies on a disk.
const LOOK: Duration = Duration::from_millis(100);

/// The share of a file system.
pub(super) struct Share {
    /// What the step may take.
    most: Room,
    /// What must stay free, if that is known.
    least: Option<Room>,
    /// When to add up its files next; `None` in memory, where what is free says enough.
    next_look: Option<Cell<Instant>>,
    /// What was free when it was stopped.
    stopped_at: Cell<Option<Room>>,
}

/// Who has taken the room that was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    /// The step: its files lie there.
    Step,
    /// The step, as it seems: the room came back when it had ended. Another step may have ended then.
    PerhapsStep,
    /// Somebody else.
    Others,
}

impl Share {
    /// That of a step in `scratch`.
    pub(super) fn of(held: Custody<'_>, scratch: &Scratch) -> Self {
        let is_in_memory = scratch.is_in_memory();
        let free = scratch.room();
        Self {
            most: held.room,
            // Much may lie on a disk, and others write there, too.
            least: free.map(|free| {
                if is_in_memory {
                    free.without(held.room)
                } else {
                    held.room
                }
            }),
            next_look: (!is_in_memory).then(|| Cell::new(Instant::now() + LOOK)),
            stopped_at: Cell::new(None),
        }
    }

    /// Whether the step has to be stopped.
    pub(super) fn is_used_up(&self, scratch: &Scratch) -> bool {
        let free = scratch.room();
        let is_short = || {
            let least = self.least.unwrap_or_default();
            free.is_some_and(|free| !free.holds(least))
        };
        let is_over = is_short() || self.lies_too_much(scratch);
        if is_over {
            self.stopped_at.set(Some(free.unwrap_or_default()));
        }
        is_over
    }

    fn lies_too_much(&self, scratch: &Scratch) -> bool {
        let now = Instant::now();
        let Some(next) = self.next_look.as_ref().filter(|next| next.get() <= now) else {
            return false;
        };
        next.set(now + LOOK);
        !self.most.holds(scratch.taken())
    }

    /// Who has taken the room, if the step was stopped for that. It has ended.
    pub(super) fn taker(&self, scratch: &Scratch) -> Option<Taker> {
        let before = self.stopped_at.get()?;
        let came_back = scratch.room().unwrap_or_default().without(before);
        Some(taker(self.most, scratch.taken(), came_back))
    }
}

/// Who has taken the room when so much `lies` in the step's folder, and so much `came_back` in the end.
fn taker(most: Room, lies: Room, came_back: Room) -> Taker {
    let is_much = |taken: Room| taken.bytes >= most.bytes / 2 || taken.files >= most.files / 2;
    if is_much(lies) {
        Taker::Step
    } else if is_much(came_back) {
        Taker::PerhapsStep
    } else {
        Taker::Others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const MOST: Room = Room {
        bytes: 1000,
        files: 20,
    };

    /// What is free on a machine changes while it is tested; what lies in a folder does not.
    fn share() -> Share {
        Share {
            most: MOST,
            least: None,
            next_look: Some(Cell::new(Instant::now())),
            stopped_at: Cell::new(None),
        }
    }

    #[test]
    fn what_lies_there_is_the_steps() {
        let scratch = Scratch::new().expect("a folder");
        let fine = share();
        assert!(!fine.is_used_up(&scratch));
        assert_eq!(fine.taker(&scratch), None);
        let big = scratch.work().join("big");
        fs::write(&big, [1; 1001]).expect("room");
        let big = share();
        assert!(big.is_used_up(&scratch));
        assert_eq!(big.taker(&scratch), Some(Taker::Step));
    }

    #[test]
    fn so_are_many_files() {
        let scratch = Scratch::new().expect("a folder");
        for number in 0..20 {
            fs::write(scratch.work().join(number.to_string()), "").expect("a file");
        }
        let many = share();
        assert!(many.is_used_up(&scratch));
        assert_eq!(many.taker(&scratch), Some(Taker::Step));
    }

    #[test]
    fn what_comes_back_was_perhaps_the_steps() {
        let bytes = |bytes| Room { bytes, files: 0 };
        let files = |files| Room { bytes: 0, files };
        let nothing = Room::default();
        assert_eq!(taker(MOST, nothing, bytes(900)), Taker::PerhapsStep);
        assert_eq!(taker(MOST, nothing, files(15)), Taker::PerhapsStep);
        assert_eq!(taker(MOST, files(3), bytes(100)), Taker::Others);
    }
}

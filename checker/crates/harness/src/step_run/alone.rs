//! Steps that run beside others, of this grade and of those that go on at the same time, and one that
//! must be alone. The locks are of files, so they end with whoever has them.

use std::fs::File;
use std::io;
use std::path::Path;

/// As long as it exists, steps run as was asked.
pub(super) struct Turn {
    _locks: Vec<File>,
}

/// Waits until no step is alone, or wants to be.
pub(super) fn beside(folder: &Path) -> io::Result<Turn> {
    let (door, room) = open(folder)?;
    door.lock_shared()?;
    room.lock_shared()?;
    Ok(Turn { _locks: vec![room] })
}

/// Lets nobody in any more, and waits until everybody is out.
pub(super) fn alone(folder: &Path) -> io::Result<Turn> {
    let (door, room) = open(folder)?;
    door.lock()?;
    room.lock()?;
    Ok(Turn {
        _locks: vec![door, room],
    })
}

fn open(folder: &Path) -> io::Result<(File, File)> {
    let open = |name| File::create(folder.join(name));
    Ok((open("door.lock")?, open("room.lock")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;
    use std::fs::TryLockError;
    use std::thread;
    use std::time::Duration;

    fn is_door_closed(folder: &Path) -> bool {
        let (door, _) = open(folder).expect("files");
        matches!(door.try_lock_shared(), Err(TryLockError::WouldBlock))
    }

    #[test]
    fn who_is_alone_has_waited_for_all_and_is_waited_for() {
        let scratch = Scratch::new().expect("a folder");
        let folder = scratch.path();
        let beside_others = [beside(folder), beside(folder)];
        thread::scope(|scope| {
            let waiting = scope.spawn(|| alone(folder));
            while !is_door_closed(folder) {
                thread::yield_now();
            }
            let late = scope.spawn(|| beside(folder));
            thread::sleep(Duration::from_millis(20));
            assert!(!waiting.is_finished() && !late.is_finished());
            drop(beside_others);
            let turn = waiting.join().expect("a turn");
            assert!(!late.is_finished());
            drop(turn);
            late.join().expect("a turn").expect("a file");
        });
    }
}

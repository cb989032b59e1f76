//! Ends processes that steps have started and that try to outlive them. Where
//! submissions are graded, the checker adopts all that loses its parent, so that
//! nobody can hide: not in another group or session, and not behind other variables.
//! Linux only.

use crate::process::ChildWrapper;
use std::io;

#[cfg(target_os = "linux")]
pub use linux::{adopt, end};
#[cfg(target_os = "linux")]
pub(super) use linux::{done, spawn};

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{adopt, end};
#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{done, spawn};

/// Something that was started.
type Child = Box<dyn ChildWrapper>;

#[cfg(target_os = "linux")]
mod linux {
    use super::{Child, io};
    use rustix::process::{
        Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid,
    };
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::iter;
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant};

    /// Children that somebody waits for; `None` as long as nobody is adopted.
    static OWN: Mutex<Option<BTreeSet<u32>>> = Mutex::new(None);

    /// Whoever forks as fast as it is ended loses by then.
    const PATIENCE: Duration = Duration::from_secs(2);

    fn own() -> MutexGuard<'static, Option<BTreeSet<u32>>> {
        OWN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the checker is the parent of all that loses its own below it.
    pub fn adopt() -> io::Result<()> {
        set_child_subreaper(Some(getpid()))?;
        own().get_or_insert_default();
        Ok(())
    }

    /// Starts a child that somebody will wait for. Nobody looks for orphans until it
    /// is known that this is none.
    pub(in super::super) fn spawn(start: impl FnOnce() -> io::Result<Child>) -> io::Result<Child> {
        let mut own = own();
        let child = start()?;
        if let Some(own) = own.as_mut() {
            own.insert(child.id());
        }
        Ok(child)
    }

    /// A child has ended, and was waited for.
    pub(in super::super) fn done(child: u32) {
        if let Some(own) = own().as_mut() {
            own.remove(&child);
        }
        end();
    }

    /// Ends all orphans, with all that descends from them.
    pub fn end() {
        let guard = own();
        let Some(own) = guard.as_ref() else { return };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let families = families(own);
            if families.is_empty() {
                return;
            }
            // Who is stopped cannot fork any more; so in a moment there are no new ones.
            signal(&families, Signal::STOP);
            signal(&families, Signal::KILL);
            while reap(&families) {}
            thread::sleep(Duration::from_micros(200));
        }
    }

    /// They may be gone meanwhile.
    fn signal(families: &[Pid], signal: Signal) {
        for process in families {
            let _ = kill_process(*process, signal);
        }
    }

    /// Takes note of the ends of orphans; returns whether there was one.
    fn reap(families: &[Pid]) -> bool {
        let ended = families.iter().filter(|process| {
            let ended = waitpid(Some(**process), WaitOptions::NOHANG);
            matches!(ended, Ok(Some(_)))
        });
        ended.count() > 0
    }

    /// Our children that nobody waits for, and their descendants.
    fn families(own: &BTreeSet<u32>) -> Vec<Pid> {
        let parents = parents();
        let checker = std::process::id();
        let is_orphans = |process: u32| {
            let above = |process: &u32| parents.get(process).copied();
            let line = iter::successors(Some(process), above);
            // No tree is deeper than it has members.
            let mut line = line.take(parents.len());
            let child = line.find(|process| above(process) == Some(checker));
            child.is_some_and(|child| !own.contains(&child))
        };
        let processes = parents.keys().copied().filter(|it| is_orphans(*it));
        processes
            .filter_map(|process| Pid::from_raw(i32::try_from(process).ok()?))
            .collect()
    }

    /// All processes with their parents: the second field behind the name, which is
    /// in parentheses and may hold anything (proc(5)).
    fn parents() -> BTreeMap<u32, u32> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let parents = entries.filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            let (_, fields) = stat.rsplit_once(')')?;
            Some((process, fields.split_whitespace().nth(1)?.parse().ok()?))
        });
        parents.collect()
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{Child, io};

    /// Elsewhere orphans are the system's.
    pub fn adopt() -> io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn spawn(start: impl FnOnce() -> io::Result<Child>) -> io::Result<Child> {
        start()
    }

    pub(in super::super) fn done(_: u32) {}

    /// Elsewhere there is nothing to end.
    pub fn end() {}
}

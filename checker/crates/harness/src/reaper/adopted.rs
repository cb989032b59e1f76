//! Ends orphans that the checker has adopted. Nothing that a step has started can hide from this,
//! neither in another group or session nor by changing its environment.

use process_wrap::std::ChildWrapper;
use std::io;

#[cfg(target_os = "linux")]
pub use linux::adopt;
#[cfg(target_os = "linux")]
pub(crate) use linux::{end, spawn, waited_for};

#[cfg(not(target_os = "linux"))]
pub use elsewhere::adopt;
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{end, spawn, waited_for};

type Child = Box<dyn ChildWrapper>;

#[cfg(target_os = "linux")]
mod linux {
    use super::{Child, io};
    use crate::reaper::process_table::processes;
    use rustix::process::{
        Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid,
    };
    use std::collections::{BTreeMap, BTreeSet};
    use std::iter;
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant};

    /// Children that somebody waits for; `None` as long as orphans are not adopted.
    static OWN: Mutex<Option<BTreeSet<u32>>> = Mutex::new(None);

    /// How long to go on killing. A fork bomb is stopped first and forks no more, so this is
    /// plenty.
    const PATIENCE: Duration = Duration::from_secs(2);

    fn own() -> MutexGuard<'static, Option<BTreeSet<u32>>> {
        OWN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the checker the parent of all its descendants that lose their own.
    pub fn adopt() -> io::Result<()> {
        set_child_subreaper(Some(getpid()))?;
        own().get_or_insert_default();
        Ok(())
    }

    /// Starts a child that somebody will wait for. The lock is held, so that nobody takes the
    /// child for an orphan before it is known.
    pub(crate) fn spawn(start: impl FnOnce() -> io::Result<Child>) -> io::Result<Child> {
        let mut own = own();
        let child = start()?;
        if let Some(own) = own.as_mut() {
            own.insert(child.id());
        }
        Ok(child)
    }

    /// Takes note that a child has ended and was waited for, and ends its orphans.
    pub(crate) fn waited_for(child: u32) {
        if let Some(own) = own().as_mut() {
            own.remove(&child);
        }
        end();
    }

    /// Ends all orphans and their descendants.
    pub(crate) fn end() {
        let guard = own();
        let Some(own) = guard.as_ref() else { return };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let families = families(own);
            if families.is_empty() {
                return;
            }
            // A stopped process cannot fork, so soon there are no new ones.
            signal(&families, Signal::STOP);
            signal(&families, Signal::KILL);
            while reap(&families) {}
            thread::sleep(Duration::from_micros(200));
        }
    }

    fn signal(families: &[Pid], signal: Signal) {
        for process in families {
            // It may have ended by itself in the meantime.
            let _ = kill_process(*process, signal);
        }
    }

    /// Waits for orphans that have ended; returns whether there were any.
    fn reap(families: &[Pid]) -> bool {
        let ended = families.iter().filter(|process| {
            let ended = waitpid(Some(**process), WaitOptions::NOHANG);
            matches!(ended, Ok(Some(_)))
        });
        ended.count() > 0
    }

    /// Our children that nobody waits for, and their descendants.
    fn families(own: &BTreeSet<u32>) -> Vec<Pid> {
        let parents: BTreeMap<u32, u32> = processes()
            .map(|process| (process.id, process.parent))
            .collect();
        let checker = std::process::id();
        let is_orphans = |process: u32| {
            let parent_of = |process: &u32| parents.get(process).copied();
            let ancestors = iter::successors(Some(process), parent_of);
            // A process table that changes while it is read could have a cycle.
            let mut ancestors = ancestors.take(parents.len());
            let child = ancestors.find(|process| parent_of(process) == Some(checker));
            child.is_some_and(|child| !own.contains(&child))
        };
        let processes = parents.keys().copied().filter(|it| is_orphans(*it));
        processes
            .filter_map(|process| Pid::from_raw(i32::try_from(process).ok()?))
            .collect()
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{Child, io};

    /// Elsewhere orphans go to the system.
    pub fn adopt() -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn spawn(start: impl FnOnce() -> io::Result<Child>) -> io::Result<Child> {
        start()
    }

    pub(crate) fn waited_for(_: u32) {}

    pub(crate) fn end() {}
}

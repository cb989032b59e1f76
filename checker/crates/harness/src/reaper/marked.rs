//! Ends processes by a mark in their environment. A process that hides its mark does so on
//! purpose, which is no student's mistake any more.

use std::sync::LazyLock;

/// The environment variable of the mark.
pub(crate) const NAME: &str = "CHECKER_RUN";

/// Its value, which tells the steps of this process from those of another checker.
pub(crate) static VALUE: LazyLock<String> = LazyLock::new(|| format!("{}", std::process::id()));

#[cfg(target_os = "linux")]
pub(crate) use linux::end;

/// Elsewhere the environment of another process cannot be read.
#[cfg(not(target_os = "linux"))]
pub(crate) fn end() {}

#[cfg(target_os = "linux")]
mod linux {
    use super::{NAME, VALUE};
    use crate::reaper::process_table::{Process, processes};
    use rustix::process::{Pid, Signal, kill_process};
    use std::collections::BTreeMap;
    use std::fs;

    /// The most times that it looks: a process that is ended may leave children of its own.
    const ROUNDS: usize = 5;

    /// Ends the descendants of steps that have lost their parents. It does not touch steps that
    /// are still running.
    pub(crate) fn end() {
        let own = std::process::id();
        for _ in 0..ROUNDS {
            let marked = marked_processes();
            let is_orphan = |parent: u32| parent != own && !marked.contains_key(&parent);
            let orphans: Vec<u32> = marked
                .iter()
                .filter(|(_, parent)| is_orphan(**parent))
                .map(|(process, _)| *process)
                .collect();
            if orphans.is_empty() {
                return;
            }
            orphans.into_iter().for_each(kill);
        }
    }

    /// Processes with our mark, each with its parent.
    fn marked_processes() -> BTreeMap<u32, u32> {
        let mark = format!("{NAME}={}", *VALUE);
        processes()
            .filter(|process| is_marked(process, mark.as_bytes()))
            .map(|process| (process.id, process.parent))
            .collect()
    }

    fn is_marked(process: &Process, mark: &[u8]) -> bool {
        let variables = fs::read(process.folder.join("environ")).unwrap_or_default();
        variables.split(|byte| *byte == 0).any(|pair| pair == mark)
    }

    fn kill(process: u32) {
        if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
            // It may have ended by itself in the meantime.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

//! Ends what steps have started and left behind in a process group of its own,
//! where ending the step's group does not reach it. Linux only.

#[cfg(target_os = "linux")]
use crate::process;
use std::sync::LazyLock;

/// The variable by which a process that descends from a step is known, unless
/// somebody takes pains to hide it. That is no student's mistake any more.
pub const NAME: &str = "CHECKER_RUN";

/// Tells the steps of this process from those of another checker.
pub static VALUE: LazyLock<String> = LazyLock::new(|| format!("{}", std::process::id()));

/// Ends the descendants of steps that have lost their parents. Steps that are
/// still running are not touched.
#[cfg(target_os = "linux")]
pub fn end() {
    /// A process that is ended may leave some of its own.
    const ROUNDS: usize = 5;
    let own = std::process::id();
    for _ in 0..ROUNDS {
        let marked = linux::marked_processes();
        let is_orphan = |parent: u32| parent != own && !marked.contains_key(&parent);
        let orphans: Vec<u32> = marked
            .iter()
            .filter(|(_, parent)| is_orphan(**parent))
            .map(|(process, _)| *process)
            .collect();
        if orphans.is_empty() {
            return;
        }
        orphans.into_iter().for_each(process::kill);
    }
}

/// Elsewhere the environment of another process is not to be read.
#[cfg(not(target_os = "linux"))]
pub fn end() {}

#[cfg(target_os = "linux")]
mod linux {
    use super::{NAME, VALUE};
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    /// Processes with our mark, each with its parent.
    pub(super) fn marked_processes() -> BTreeMap<u32, u32> {
        let mark = format!("{NAME}={}", *VALUE);
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        entries
            .filter_map(|entry| {
                let process = entry.file_name().to_str()?.parse().ok()?;
                let is_marked = is_marked(&entry.path(), mark.as_bytes());
                is_marked.then(|| Some((process, parent(&entry.path())?)))?
            })
            .collect()
    }

    fn is_marked(process: &Path, mark: &[u8]) -> bool {
        let variables = fs::read(process.join("environ")).unwrap_or_default();
        variables.split(|byte| *byte == 0).any(|pair| pair == mark)
    }

    /// The second field behind the name, which is in parentheses and may hold
    /// anything (proc(5)).
    fn parent(process: &Path) -> Option<u32> {
        let stat = fs::read_to_string(process.join("stat")).ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        fields.split_whitespace().nth(1)?.parse().ok()
    }
}

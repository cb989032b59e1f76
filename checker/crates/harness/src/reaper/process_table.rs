//! The processes of this machine, as `/proc` has them.

use std::fs;
use std::path::PathBuf;

/// A process.
pub(super) struct Process {
    pub(super) id: u32,
    pub(super) parent: u32,
    /// Its folder below `/proc`.
    pub(super) folder: PathBuf,
}

/// All processes. Those that end meanwhile may be missing.
pub(super) fn processes() -> impl Iterator<Item = Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let folder = entry.path();
        let stat = fs::read_to_string(folder.join("stat")).ok()?;
        Some(Process {
            id,
            parent: parent(&stat)?,
            folder,
        })
    })
}

/// The second field after the name, which is in parentheses and may hold anything (proc(5)).
fn parent(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_process_may_look_like_fields() {
        assert_eq!(parent("12 (a) S 9) (b) R 7 12 12"), Some(7));
        assert_eq!(parent("12 (a"), None);
        let own = std::process::id();
        assert!(processes().any(|process| process.id == own));
    }
}

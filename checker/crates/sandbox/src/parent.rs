//! What becomes of a process whose parent is gone.

use std::io;

/// Ends this process together with the one that started it, however that ends: nobody would take what
/// it makes. Only Linux can; elsewhere it goes on to its end.
pub fn end_with_parent() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

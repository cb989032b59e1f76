//! Files that the program syncs itself, with `File::sync_all` or `File::sync_data`.
//!
//! SQLite tells its own syncs. Those of the standard library are calls of two functions of the C
//! library. On Linux the generated program defines both, and the linker takes these.

use super::record::{self, Event};
use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering};

static SEEN: AtomicBool = AtomicBool::new(false);

/// Replaces `fsync` and `fdatasync` in the program in which it stands: on Linux they are recorded,
/// and do nothing. The databases of a step need not survive its machine, and to wait for the disk
/// is most of what a small transaction costs.
#[macro_export]
macro_rules! replace_syncs {
    () => {
        #[cfg(target_os = "linux")]
        #[unsafe(no_mangle)]
        extern "C" fn fsync(file: i32) -> i32 {
            $crate::synced(file)
        }

        #[cfg(target_os = "linux")]
        #[unsafe(no_mangle)]
        extern "C" fn fdatasync(file: i32) -> i32 {
            $crate::synced(file)
        }
    };
}

/// Records that the program waited for a file, and returns C's "no error".
#[doc(hidden)]
pub fn synced(file: i32) -> i32 {
    let Ok(path) = fs::read_link(format!("/proc/self/fd/{file}")) else {
        return 0;
    };
    SEEN.store(true, Ordering::Relaxed);
    if let Some(name) = record::name_of(&path) {
        // It may be a file that SQLite knows nothing of.
        record::look();
        record::call(Event::Sync(name), &[]);
    }
    0
}

/// Whether such a call is seen, which depends on the platform and the linker.
pub(super) fn are_seen(file: &File) -> bool {
    let _ = file.sync_all();
    SEEN.load(Ordering::Relaxed)
}

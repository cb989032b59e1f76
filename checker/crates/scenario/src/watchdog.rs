//! Ends a process that nobody else ends.

use std::thread;
use std::time::Duration;

/// How long to wait after the limit, so that the checker has time to end the process itself.
const GRACE: Duration = Duration::from_secs(2);

/// Aborts this process some time after `limit`. Normally the checker stops it before that; but if
/// the checker has been ended (by Ctrl-C, or with its CI job), an endless loop must not stay behind
/// on the student's machine.
pub(crate) fn start(limit: Duration) {
    thread::spawn(move || {
        thread::sleep(limit + GRACE);
        std::process::abort();
    });
}

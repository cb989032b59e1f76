//! Ends this process as a power cut would.

/// The exit code of a killed process where there are no signals.
pub(crate) const EXIT_CODE: i32 = 137;

/// Ends this process without any warning: nothing is tidied up.
#[expect(clippy::disallowed_methods, reason = "nothing may be dropped")]
pub(crate) fn now() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        // This does not return.
        let _ = kill_process(getpid(), Signal::KILL);
    }
    std::process::exit(EXIT_CODE)
}

//! Signals of the system.

use course::error::Error;
use harness::cancel::Cancel;

/// A run that ends when this process is asked to end, so that nothing it has started is left
/// behind. Who asks twice does not wait.
#[cfg(unix)]
pub(crate) fn cancel_at_the_first() -> Result<Cancel, Error> {
    use course::exit_code::ExitCode;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use std::process;
    use std::thread;
    let mut signals =
        Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(Error::while_doing("listen to signals"))?;
    let cancel = Cancel::possible();
    let asked = cancel.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            if asked.is_asked() {
                process::exit(ExitCode::Environment as i32);
            }
            asked.ask();
        }
    });
    Ok(cancel)
}

/// Elsewhere the system ends the process.
#[cfg(not(unix))]
pub(crate) fn cancel_at_the_first() -> Result<Cancel, Error> {
    Ok(Cancel::NEVER)
}

//! Who asks a run to end: signals of the system, and whoever has started it.

use course::error::Error;
use harness::cancel::Cancel;
use std::io;
use std::thread;

/// A run that ends when this process is asked to end, so that nothing it has started is left
/// behind. Who asks twice does not wait.
#[cfg(unix)]
pub(crate) fn cancel_at_the_first() -> Result<Cancel, Error> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    let mut signals =
        Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(Error::while_doing("listen to signals"))?;
    let cancel = Cancel::possible();
    let asked = cancel.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            if asked.is_asked() {
                // If this fails, there is still the end of the run.
                let _ = emulate_default_handler(signal);
            }
            asked.ask();
        }
    });
    Ok(cancel)
}

/// Asks also when standard input ends: whoever has started this process holds its other end, and has
/// closed it or is gone.
pub(crate) fn cancel_at_the_end_of_input(cancel: &Cancel) {
    let asked = cancel.clone();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        asked.ask();
    });
}

/// Elsewhere the system ends the process.
#[cfg(not(unix))]
pub(crate) fn cancel_at_the_first() -> Result<Cancel, Error> {
    Ok(Cancel::possible())
}

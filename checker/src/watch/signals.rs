//! Signals of the system.

use crate::watch::message::Message;
use crate::watch::stop::StopOnDrop;
use course::error::Error;
use std::sync::mpsc::Sender;
use std::thread::Scope;

/// Sends [`Message::Quit`] when the process is asked to end, so that nothing it has
/// started is left behind, and the terminal is restored.
#[cfg(unix)]
pub(super) fn quit_on_signal<'s, 'c: 's>(
    scope: &'s Scope<'s, '_>,
    sender: &Sender<Message<'c>>,
) -> Result<StopOnDrop, Error> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    let mut signals =
        Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(Error::while_doing("listen to signals"))?;
    let handle = signals.handle();
    let sender = sender.clone();
    scope.spawn(move || {
        for _ in signals.forever() {
            let _ = sender.send(Message::Quit);
        }
    });
    Ok(StopOnDrop::new(move || handle.close()))
}

/// Elsewhere the system ends the process.
#[cfg(not(unix))]
pub(super) fn quit_on_signal<'s, 'c: 's>(
    _scope: &'s Scope<'s, '_>,
    _sender: &Sender<Message<'c>>,
) -> Result<StopOnDrop, Error> {
    Ok(StopOnDrop::new(|| {}))
}

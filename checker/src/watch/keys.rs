//! What a person does: keys, a new size of the window, signals.

use crate::watch::Event;
use course::error::Error;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, Scope};
use terminal::screen::{Input, Screen};

/// Ends what it was given for, when dropped.
pub(super) struct Stop(Box<dyn Fn()>);

impl Drop for Stop {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// What the thread that reads keys tells.
enum Told {
    Input(Input),
    /// The terminal is gone.
    Gone,
    /// Nobody wants to know any more.
    Stop,
}

/// Sends each key, and each new size.
///
/// crossterm never returns from a terminal that is gone: it reads its end again
/// and again. So it has a thread that nobody waits for, and another one listens
/// to that.
pub(super) fn read<'s, 'c: 's>(scope: &'s Scope<'s, '_>, sender: &Sender<Event<'c>>) -> Stop {
    let (teller, told) = mpsc::channel();
    let stop = teller.clone();
    thread::spawn(move || {
        loop {
            let input = Screen::read().map_or(Told::Gone, Told::Input);
            let is_last = matches!(input, Told::Gone);
            if teller.send(input).is_err() || is_last {
                break;
            }
        }
    });
    let sender = sender.clone();
    scope.spawn(move || {
        for told in told {
            let event = match told {
                Told::Input(Input::Key(key)) => Event::Key(key),
                Told::Input(Input::Resized) => Event::Resized,
                Told::Input(Input::Other) => continue,
                Told::Gone => Event::Quit,
                Told::Stop => break,
            };
            // Nobody listens any more when it is about to end.
            let _ = sender.send(event);
        }
    });
    Stop(Box::new(move || {
        let _ = stop.send(Told::Stop);
    }))
}

/// Sends [`Event::Quit`] when the process is asked to end, so that nothing it has
/// started is left behind, and the terminal is as it was.
#[cfg(unix)]
pub(super) fn quit_on_signal<'s, 'c: 's>(
    scope: &'s Scope<'s, '_>,
    sender: &Sender<Event<'c>>,
) -> Result<Stop, Error> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    let mut signals =
        Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(Error::while_doing("listen to signals"))?;
    let handle = signals.handle();
    let sender = sender.clone();
    scope.spawn(move || {
        for _ in signals.forever() {
            let _ = sender.send(Event::Quit);
        }
    });
    Ok(Stop(Box::new(move || handle.close())))
}

/// Elsewhere the system ends the process.
#[cfg(not(unix))]
pub(super) fn quit_on_signal<'s, 'c: 's>(
    _scope: &'s Scope<'s, '_>,
    _sender: &Sender<Event<'c>>,
) -> Result<Stop, Error> {
    Ok(Stop(Box::new(|| {})))
}

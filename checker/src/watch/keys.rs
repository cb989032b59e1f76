//! Keys, and new sizes of the window.

use crate::watch::message::Message;
use crate::watch::stop::StopOnDrop;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, Scope};
use terminal::screen::{Input, Screen};

/// What the listening thread receives.
enum Reading {
    Input(Input),
    /// The terminal is gone.
    Gone,
    /// The watch is about to end.
    Stop,
}

/// Sends each key, and each new size.
///
/// crossterm never returns from a terminal that is gone: it reads the end of its input again
/// and again. So one thread, which nobody waits for, reads; another one listens to it, and
/// can be ended.
pub(super) fn read<'s, 'c: 's>(
    scope: &'s Scope<'s, '_>,
    sender: &Sender<Message<'c>>,
) -> StopOnDrop {
    let (reader, readings) = mpsc::channel();
    let stop = reader.clone();
    thread::spawn(move || {
        loop {
            let reading = Screen::read().map_or(Reading::Gone, Reading::Input);
            let is_last = matches!(reading, Reading::Gone);
            if reader.send(reading).is_err() || is_last {
                break;
            }
        }
    });
    let sender = sender.clone();
    scope.spawn(move || {
        for reading in readings {
            let message = match reading {
                Reading::Input(Input::Key(key)) => Message::Key(key),
                Reading::Input(Input::Resized) => Message::Resized,
                Reading::Input(Input::Other) => continue,
                Reading::Gone => Message::Quit,
                Reading::Stop => break,
            };
            // The receiver is gone when the watch is about to end.
            let _ = sender.send(message);
        }
    });
    StopOnDrop::new(move || {
        let _ = stop.send(Reading::Stop);
    })
}

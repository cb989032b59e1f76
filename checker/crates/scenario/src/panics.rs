//! Panics as data: the message, and where it came from.

use std::any::Any;
use std::cell::RefCell;
use std::mem;
use std::panic::{self, AssertUnwindSafe};

/// A panic that was caught.
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

impl Panic {
    /// Whether it came from `todo!()` or `unimplemented!()`: something is missing, not wrong.
    pub(crate) fn is_todo(&self) -> bool {
        ["not yet implemented", "not implemented"]
            .iter()
            .any(|start| self.message.starts_with(start))
    }
}

thread_local! {
    static LOCATION: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Replaces the default hook, which would print advice on backtraces, by one that remembers the
/// location.
pub(crate) fn install() {
    panic::set_hook(Box::new(|info| {
        let location = info.location().map(|at| (at.file().to_owned(), at.line()));
        LOCATION.with(|cell| *cell.borrow_mut() = location);
    }));
}

/// Runs `code` and returns its value or its panic.
pub(crate) fn caught<T>(code: impl FnOnce() -> T) -> Result<T, Panic> {
    panic::catch_unwind(AssertUnwindSafe(code)).map_err(|payload| {
        let (file, line) = LOCATION
            .with(|cell| cell.borrow_mut().take())
            .unwrap_or_default();
        let message = message_of(payload.as_ref());
        // Its destructor may panic, too.
        mem::forget(payload);
        Panic {
            message,
            file,
            line,
        }
    })
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

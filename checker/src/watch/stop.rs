//! How the threads of a watch end.

/// Ends the thread that it was given for, when dropped.
#[must_use]
pub(super) struct StopOnDrop(Box<dyn Fn()>);

impl StopOnDrop {
    pub(super) fn new(stop: impl Fn() + 'static) -> Self {
        Self(Box::new(stop))
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}

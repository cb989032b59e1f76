//! `checker --version`: what a report on a bug should say.

use crate::hands::{catalogue, toolchain};
use crate::report::terminal;
use crate::vocabulary::error::Error;

/// Prints the versions of all that takes part.
pub(super) fn print() -> Result<(), Error> {
    let course = catalogue::here().ok();
    let root = course.as_ref().map(|course| course.root.as_path());
    let parts = toolchain::versions(root);
    super::print(|out| {
        terminal::write_version(out, env!("CARGO_PKG_VERSION"), course.as_ref(), &parts)
    })
}

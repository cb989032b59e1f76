//! `checker --version`: what a report on a bug should say.

use course::catalogue;
use course::error::Error;
use harness::versions;

/// Prints the versions of all that takes part.
pub(super) fn print() -> Result<(), Error> {
    let course = catalogue::here().ok();
    let root = course.as_ref().map(|course| course.root.as_path());
    let parts = versions::versions(root);
    terminal::print(|out| {
        terminal::write_version(out, env!("CARGO_PKG_VERSION"), course.as_ref(), &parts)
    })
}

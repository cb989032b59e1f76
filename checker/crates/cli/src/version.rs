//! `--version`: what a bug report should contain.

use course::catalogue;
use course::error::Error;
use harness::versions;

/// Prints the versions of everything that takes part in grading.
pub fn print() -> Result<(), Error> {
    let course = catalogue::here().ok();
    let root = course.as_ref().map(|course| course.root.as_path());
    let parts = versions::versions(root);
    terminal::print(|out| {
        terminal::write_version(out, env!("CARGO_PKG_VERSION"), course.as_ref(), &parts)
    })
}

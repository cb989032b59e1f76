//! Ends what steps leave behind. A step runs in a process group of its own, which is ended with
//! it; a process that has left the group is found in one of two other ways, both on Linux only.
//!
//! - `marked`: every process of a step has a variable in its environment, and so do its
//!   descendants. This finds what a student left by mistake.
//! - `adopted`: the checker becomes the parent of every orphan. This finds all of them, and is
//!   for code that nobody trusts.

pub(crate) mod adopted;
pub(crate) mod marked;
#[cfg(target_os = "linux")]
mod process_table;

pub use adopted::adopt;

/// Ends everything that steps have left behind.
pub(crate) fn end_leftovers() {
    marked::end();
    adopted::end();
}

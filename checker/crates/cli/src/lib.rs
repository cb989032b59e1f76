//! What `checker` and `classroom` share as programs on a command line: arguments, outputs,
//! exit codes and bugs. It knows formats and the terminal, but neither how anything is
//! graded nor what a command does.
//!
//! Begin with [`program`]: it is what both `main` functions call. [`args`] and [`examples`]
//! hold the teachers' commands, because `checker` completes them, shows their help, and
//! refuses what is wrong before it builds `classroom`.

pub mod args;
pub mod examples;
mod format_arg;
pub mod outputs;
pub mod program;
pub mod version;

pub use format_arg::Output;

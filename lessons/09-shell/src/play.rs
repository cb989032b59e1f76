//! Step 2: read a line, do what it says, read the next one.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use crate::ShellContext;

/// Write: run the commands of `input`, one in each line (README, step 2).
pub fn run(
    ctx: &mut ShellContext,
    input: impl BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitCode {
    let lines = input.lines().count();
    let flushed = (out.flush().is_ok(), err.flush().is_ok());
    todo!(
        "step 2: run {lines} lines, with {} names and {flushed:?}",
        ctx.names().count()
    )
}

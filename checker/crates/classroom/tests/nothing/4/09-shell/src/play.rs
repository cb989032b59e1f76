//! Nothing.
use crate::ShellContext;
use std::{
    io::{BufRead, Write},
    process::ExitCode,
};
/// Nothing.
pub fn run(
    ctx: &mut ShellContext,
    input: impl BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitCode {
    let _ = (&ctx, &out, &err);
    for line in input.lines() {
        let _ = writeln!(out, "{}", line.unwrap_or_default());
    }
    ExitCode::SUCCESS
}

//! Given: the shell in a terminal: a prompt, line editing, a history, Tab.
//!
//! The editor is the crate `rustyline`, behind the feature `editor`. It is an input like any
//! other: [`run`] reads lines from it and does not know that somebody is typing them.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use crate::{ShellContext, run};

/// What stands before the line that you type, as in Python.
pub const PROMPT: &str = ">>> ";

/// Runs the shell for the person at the terminal, until they leave.
///
/// # Errors
///
/// When the terminal cannot be used.
pub fn interact(ctx: &mut ShellContext) -> io::Result<ExitCode> {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    writeln!(
        out,
        "The microblog's shell. `help` lists the commands, Ctrl-D leaves."
    )?;
    #[cfg(feature = "editor")]
    let input = crate::editor::open(ctx)?;
    #[cfg(not(feature = "editor"))]
    let input = plain(ctx);
    Ok(run(ctx, input, &mut out, &mut err))
}

/// Without the editor the terminal's own line must do.
#[cfg(not(feature = "editor"))]
fn plain(ctx: &mut ShellContext) -> io::BufReader<io::Stdin> {
    ctx.set_interactive(|question| {
        let mut answer = String::new();
        let asked = write!(io::stderr(), "{question} [y/N] ");
        asked.is_ok() && io::stdin().read_line(&mut answer).is_ok() && is_yes(&answer)
    });
    io::BufReader::new(io::stdin())
}

/// Whether an answer means yes. Everything else means no.
pub(crate) fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

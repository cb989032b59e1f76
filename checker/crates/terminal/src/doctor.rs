//! The report of `doctor`: what was found out about a machine, and what to do.

use crate::blocks::write_next;
use crate::words::{BOLD, DIM, GREEN, RED, YELLOW, paint};
use std::io::{self, Write};
use textwrap::{Options, WordSplitter};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorCheck {
    /// What was looked at, in a word or two.
    pub what: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do about it, if anything.
    pub advice: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Fine,
    /// The course can be worked on, with a drawback.
    Note,
    /// The course cannot be worked on.
    Bad,
}

impl DoctorCheck {
    /// All is well.
    pub fn fine(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            health: Health::Fine,
            found: found.into(),
            advice: None,
        }
    }

    /// There is a drawback.
    pub fn note(what: &'static str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            what,
            health: Health::Note,
            found: found.into(),
            advice: Some(advice.to_owned()),
        }
    }

    /// The course cannot be worked on.
    pub fn bad(what: &'static str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            health: Health::Bad,
            ..Self::note(what, found, advice)
        }
    }
}

/// Columns before what was found: the mark and what was looked at.
const INDENT: usize = 17;

/// Writes the checks below a question, and the answer. `next` is the command for which
/// somebody wanted to know.
pub fn write(
    out: &mut dyn Write,
    question: &str,
    checks: &[DoctorCheck],
    next: &str,
    width: usize,
) -> io::Result<()> {
    writeln!(out, "\n {}", paint(BOLD, question))?;
    for check in checks {
        write_check(out, check, width)?;
    }
    let count = |health| checks.iter().filter(|c| c.health == health).count();
    match (count(Health::Bad), count(Health::Note)) {
        (0, 0) => writeln!(out, "\n {} All is well.", paint(GREEN, "✓"))?,
        (0, _) => writeln!(out, "\n {} It can. (! is good to know.)", paint(GREEN, "✓"))?,
        _ => {
            writeln!(out, "\n {} Not yet.", paint(RED, "✗"))?;
            return write_next(out, "do what stands beside ✗, then run doctor again");
        }
    }
    write_next(out, next)
}

fn write_check(out: &mut dyn Write, check: &DoctorCheck, width: usize) -> io::Result<()> {
    let mark = match check.health {
        Health::Fine => paint(GREEN, "✓"),
        Health::Note => paint(YELLOW, "!"),
        Health::Bad => paint(RED, "✗"),
    };
    let first = format!(" {mark} {:13} ", check.what);
    let rest = " ".repeat(INDENT);
    write_wrapped(out, &check.found, &first, &rest, width)?;
    match &check.advice {
        Some(advice) => {
            let first = format!("{rest}{} ", paint(DIM, "→"));
            let below = format!("{rest}  ");
            write_wrapped(out, advice, &first, &below, width)
        }
        None => Ok(()),
    }
}

fn write_wrapped(
    out: &mut dyn Write,
    text: &str,
    first: &str,
    rest: &str,
    width: usize,
) -> io::Result<()> {
    let options = Options::new(width.min(90))
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

//! What was found out about a machine, and how it is shown.

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
    pub told: String,
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
    pub fn fine(what: &'static str, told: impl Into<String>) -> Self {
        Self {
            what,
            health: Health::Fine,
            told: told.into(),
            advice: None,
        }
    }

    /// There is a drawback.
    pub fn note(what: &'static str, told: impl Into<String>, advice: &str) -> Self {
        Self {
            what,
            health: Health::Note,
            told: told.into(),
            advice: Some(advice.to_owned()),
        }
    }

    /// The course cannot be worked on.
    pub fn bad(what: &'static str, told: impl Into<String>, advice: &str) -> Self {
        Self {
            health: Health::Bad,
            ..Self::note(what, told, advice)
        }
    }
}

/// Columns before what was found: mark and word.
const INDENT: usize = 17;

/// Writes what was found below a question, and what to do.
pub fn write(
    out: &mut dyn Write,
    question: &str,
    findings: &[DoctorCheck],
    width: usize,
) -> io::Result<()> {
    writeln!(out, "\n {}", paint(BOLD, question))?;
    for finding in findings {
        write_finding(out, finding, width)?;
    }
    let count = |health| findings.iter().filter(|f| f.health == health).count();
    match (count(Health::Bad), count(Health::Note)) {
        (0, 0) => writeln!(out, "\n {} All is well.", paint(GREEN, "✓"))?,
        (0, _) => writeln!(out, "\n {} It can. (! is good to know.)", paint(GREEN, "✓"))?,
        _ => {
            writeln!(out, "\n {} Not yet.", paint(RED, "✗"))?;
            return write_next(out, "do what stands beside ✗, then run doctor again");
        }
    }
    write_next(out, "cargo run -p checker")
}

fn write_finding(out: &mut dyn Write, finding: &DoctorCheck, width: usize) -> io::Result<()> {
    let mark = match finding.health {
        Health::Fine => paint(GREEN, "✓"),
        Health::Note => paint(YELLOW, "!"),
        Health::Bad => paint(RED, "✗"),
    };
    let first = format!(" {mark} {:13} ", finding.what);
    let rest = " ".repeat(INDENT);
    write_wrapped(out, &finding.told, (&first, &rest), width)?;
    match &finding.advice {
        Some(advice) => {
            let first = format!("{rest}{} ", paint(DIM, "→"));
            let below = format!("{rest}  ");
            write_wrapped(out, advice, (&first, &below), width)
        }
        None => Ok(()),
    }
}

fn write_wrapped(
    out: &mut dyn Write,
    text: &str,
    (first, rest): (&str, &str),
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

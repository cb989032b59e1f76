//! The result of a soak, for people.

use crate::soak::result::{Different, Slowest, Soak};
use course::feedback::verdict_word;
use std::io::{self, Write};
use terminal::words::{BOLD, GREEN, RED, paint, plural};

/// Writes how much was run, which run came nearest to its limit, and each that differs.
pub(super) fn write(out: &mut dyn Write, soak: &Soak) -> io::Result<()> {
    let runs = plural(soak.runs, "step run");
    let rounds = plural(soak.rounds, "round");
    writeln!(out, " {} {runs} in {rounds}", paint(BOLD, "Soak"))?;
    if let Some(Slowest { step, took, limit }) = &soak.slowest {
        let took = took.as_secs_f64();
        writeln!(
            out,
            "    nearest to its limit: {step}, {took:.1} of {limit} seconds"
        )?;
    }
    for different in &soak.different {
        write_different(out, different)?;
    }
    match soak.different.len() {
        0 => writeln!(out, " {} all are right, each time", paint(GREEN, "✓")),
        1 => writeln!(out, " {} 1 verdict is different", paint(RED, "✗")),
        count => writeln!(out, " {} {count} verdicts are different", paint(RED, "✗")),
    }
}

fn write_different(out: &mut dyn Write, different: &Different) -> io::Result<()> {
    let Different {
        round, seed, step, ..
    } = different;
    let seed = seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    let verdict = verdict_word(different.verdict);
    writeln!(out, "    {step}, round {round}{seed}: {verdict}")?;
    for title in &different.titles {
        writeln!(out, "        {title}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

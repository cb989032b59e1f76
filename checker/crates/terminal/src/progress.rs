//! Progress on standard error: one line that changes on a terminal, plain lines elsewhere.

mod live_line;

use crate::words::plural;
use course::event::Event;
use live_line::LiveLine;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

/// What is compiled once for all submissions.
const COMMON: &str = "what all lessons need";

/// Where progress is shown.
pub enum Progress {
    /// A terminal.
    Live(Live),
    /// A file or a pipe.
    Plain,
}

/// What is shown on a terminal.
#[derive(Default)]
pub struct Live {
    line: LiveLine,
    steps: Cell<usize>,
    /// How many of them have run.
    ran: Cell<usize>,
}

impl Progress {
    /// Chooses by what standard error is.
    pub fn on_stderr() -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if io::stderr().is_terminal() && !dumb {
            Self::Live(Live::default())
        } else {
            Self::Plain
        }
    }

    /// Shows that something other than lessons is being built. [`Self::end`] takes it away.
    pub fn building(&self, what: &str) {
        match self {
            Self::Live(live) => live.line.show(format!("building {what}")),
            Self::Plain => write_line(&format!("building {what} …")),
        }
    }

    /// Shows something else, on a terminal.
    pub fn working(&self, what: &str) {
        if let Self::Live(live) = self {
            live.line.show(what.to_owned());
        }
    }

    /// Takes the line away if no grade does so.
    pub fn end(&self) {
        if let Self::Live(live) = self {
            live.line.clear();
        }
    }

    /// Shows an event.
    pub fn show(&self, event: &Event<'_>) {
        match self {
            Self::Live(live) => live.event(event),
            Self::Plain => plain(event),
        }
    }
}

impl Live {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::PreparationStarted => self.line.show(format!("building {COMMON}")),
            Event::BuildStarted { lessons } => {
                self.line
                    .show(format!("building {}", plural(*lessons, "lesson")));
            }
            Event::Compiled {
                package,
                fresh: false,
            } => {
                if let Some(what) = compiled(package) {
                    self.line.show(format!("compiled {what}"));
                }
            }
            Event::Compiled { .. } => {}
            Event::RunStarted { steps } => {
                self.steps.set(*steps);
                self.ran(0);
            }
            Event::StepRan { .. } => self.ran(self.ran.get() + 1),
            Event::Finished(_) => self.line.clear(),
        }
    }

    fn ran(&self, steps: usize) {
        self.ran.set(steps);
        self.line
            .show(format!("ran {steps} of {} steps", self.steps.get()));
    }
}

/// What was compiled, in words: a lesson's program or a crate. Build scripts mean nothing
/// to a student.
pub fn compiled(package: &str) -> Option<String> {
    if package.starts_with("build-script-") {
        return None;
    }
    let program = ["lesson-", "solution-"]
        .iter()
        .find_map(|kind| package.strip_prefix(kind));
    Some(match program.and_then(|name| name.rsplit_once('-')) {
        Some((lesson, _)) => format!("lesson {lesson}"),
        None => package.to_owned(),
    })
}

fn plain(event: &Event<'_>) {
    let line = match event {
        Event::PreparationStarted => format!("building {COMMON} …"),
        Event::BuildStarted { lessons } => format!("building {} …", plural(*lessons, "lesson")),
        Event::RunStarted { steps } if *steps > 0 => {
            format!("running {} …", plural(*steps, "step"))
        }
        _ => return,
    };
    write_line(&line);
}

fn write_line(line: &str) {
    // If nobody can read it, the work goes on all the same.
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::compiled;

    #[test]
    fn what_was_compiled_is_told_without_internal_names() {
        let words = |package| compiled(package).unwrap_or_default();
        assert_eq!(
            words("lesson-upgrade-downgrade-2137b6b0"),
            "lesson upgrade-downgrade"
        );
        assert_eq!(words("solution-config-366e3f71"), "lesson config");
        assert_eq!(words("rusqlite"), "rusqlite");
        assert_eq!(words("build-script-build"), "");
    }
}

//! How far a batch is: one line that changes on a terminal, a line for each submission elsewhere.

use crate::class::grader::pool::{Came, News};
use std::io::{self, Write};
use std::time::{Duration, Instant};
use terminal::progress::Progress;
use terminal::words::plural;

/// The progress of a batch.
pub(super) struct BatchProgress {
    progress: Progress,
    started: Instant,
    all: usize,
    done: usize,
    /// Whose work is being graded.
    busy: Vec<String>,
}

impl BatchProgress {
    pub(super) fn new(all: usize, threads: usize) -> Self {
        anstream::eprintln!("grading {}, {threads} at once", plural(all, "submission"));
        Self {
            progress: Progress::on_stderr(),
            started: Instant::now(),
            all,
            done: 0,
            busy: Vec::new(),
        }
    }

    pub(super) fn show(&mut self, news: &News) {
        match news {
            News::Begun { login } => self.busy.push(login.clone()),
            News::Done { task, came } => {
                self.done += 1;
                if let Some(place) = self.busy.iter().position(|login| *login == task.login) {
                    self.busy.remove(place);
                }
                if let Progress::Plain = self.progress {
                    let came = told(came);
                    let line = format!("{} of {}: {} {came}", self.done, self.all, task.login);
                    // If nobody can read it, the work goes on all the same.
                    let _ = writeln!(io::stderr(), "{line}");
                }
            }
        }
        self.progress.working(&self.line());
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        self.progress.end();
    }

    fn line(&self) -> String {
        let left = match self.done {
            0 => String::new(),
            done => {
                let each = self.started.elapsed() / u32::try_from(done).unwrap_or(u32::MAX);
                let left = each * u32::try_from(self.all - done).unwrap_or(u32::MAX);
                format!(", {} left", about(left))
            }
        };
        let busy = self.busy.join(", ");
        format!("graded {} of {}{left}: {busy}", self.done, self.all)
    }
}

fn about(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..90 => format!("about {seconds} s"),
        seconds => format!("about {} min", seconds.div_ceil(60)),
    }
}

fn told(came: &Came) -> String {
    let Ok(came) = came else {
        return "not graded, through no fault of theirs".to_owned();
    };
    let lessons = came.lessons.iter().map(|lesson| {
        let earned: u32 = lesson.steps.iter().map(|step| step.points).sum();
        let possible: u32 = lesson.steps.iter().map(|step| step.possible).sum();
        format!("{} {earned} of {possible}", lesson.work.lesson)
    });
    let lessons = lessons.collect::<Vec<_>>().join(", ");
    format!("{lessons}; {:.0} s", came.seconds)
}

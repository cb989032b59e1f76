//! What a step file works with: `observe`, clues, folders and databases.

use crate::database::open;
use crate::moments;
use crate::panics::{Panic, caught};
use crate::spy;
use crate::wire::{NOTHING, Record, Server, StepRequest, TEXT_LIMIT};
use std::fmt::Display;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a step file provides: `pub fn run(s: &mut Scenario)`.
pub type StepFn = fn(&mut Scenario);

/// One run of one step.
pub struct Scenario {
    request: StepRequest,
    report: File,
    has_tool: bool,
}

impl Scenario {
    pub(crate) fn new(request: StepRequest, report: File, has_tool: bool) -> Self {
        Self {
            request,
            report,
            has_tool,
        }
    }

    /// Tries something and records what happened. Students read `title`; the rest of the course
    /// refers to the observation by its `id`.
    ///
    /// A panic is recorded too, and does not prevent later observations: what a student got right
    /// still counts. Paths of this run become `<work>`, `<cwd>` and `<crate>`.
    pub fn observe<T: Display>(&mut self, id: &str, title: &str, what: impl FnOnce() -> T) {
        self.observe_text(id, title, Box::new(|| what().to_string()));
    }

    /// Not generic, so that it is compiled once and not for each observation, which was a third of
    /// the code in a lesson's step files.
    fn observe_text(&mut self, id: &str, title: &str, what: Box<dyn FnOnce() -> String + '_>) {
        spy::begin_observation(title);
        let seen = caught(what);
        if let Some(moments) = &self.request.moments {
            let root = moments.parent().unwrap_or(moments);
            moments::keep(root, &moments.join(id));
        }
        spy::begin_observation("");
        let fault = spy::fault();
        let seen = seen.map(|text| fault.map_or(text, str::to_owned));
        let record = match seen {
            Ok(text) => Record::Observation {
                id: id.to_owned(),
                title: title.to_owned(),
                text: self.tidy(&text),
            },
            Err(panic) => self.panic(id, title, panic),
        };
        self.write(&record);
    }

    /// Like [`Self::observe`], on a database server: `what` is called with the URL of a user who
    /// may create databases there. Without that server, the observation is skipped and costs no
    /// points.
    pub fn observe_on<T: Display>(
        &mut self,
        server: Server,
        id: &str,
        title: &str,
        what: impl FnOnce(&str) -> T,
    ) {
        match self.request.servers.get(&server).cloned() {
            Some(url) => self.observe(id, title, || what(&url)),
            None => self.write(&Record::Skipped {
                id: id.to_owned(),
                title: title.to_owned(),
                server,
            }),
        }
    }

    /// Records evidence that earns no points, but tells one wrong answer from another, so that the
    /// student reads the right sentence. Nobody reads the clue itself, so it has no title.
    pub fn clue<T: Display>(&mut self, id: &str, what: T) {
        let text = self.tidy(&what.to_string());
        self.write(&Record::Clue {
            id: id.to_owned(),
            text,
        });
    }

    /// The step's folder for databases, empty at the start. It is not the current directory.
    pub fn work(&self) -> &Path {
        &self.request.work
    }

    /// The folder of the crate that is graded.
    pub fn crate_dir(&self) -> &Path {
        &self.request.crate_dir
    }

    /// Creates a database without tables in [`Self::work`], and returns its path.
    pub fn empty(&self, name: &str) -> PathBuf {
        let path = self.request.work.join(name);
        drop(open(&path).expect("an empty database"));
        path
    }

    /// Creates a microblog with tables and rows in [`Self::work`], and returns its path. It has the
    /// users susan (1) and john (2), and the posts 1 to 3.
    pub fn filled(&self, name: &str) -> PathBuf {
        let path = self.empty(name);
        let connection = open(&path).expect("the filled database");
        connection
            .execute_batch(&self.request.microblog)
            .expect("the rows of the filled database");
        path
    }

    pub(crate) fn cwd(&self) -> &Path {
        &self.request.cwd
    }

    pub(crate) fn seconds(&self) -> u64 {
        self.request.seconds
    }

    pub(crate) fn statements(&self) -> Option<&Path> {
        self.request.statements.as_deref()
    }

    pub(crate) fn has_tool(&self) -> bool {
        self.has_tool
    }

    pub(crate) fn run(&mut self, step: StepFn) {
        if let Err(panic) = caught(|| step(self)) {
            let record = self.panic("step", "the step as a whole", panic);
            self.write(&record);
        }
    }

    pub(crate) fn write_receipt(&mut self, receipt: String) {
        self.write(&Record::Receipt { receipt });
    }

    fn panic(&self, id: &str, title: &str, panic: Panic) -> Record {
        Record::Panic {
            todo: panic.is_todo(),
            id: id.to_owned(),
            title: title.to_owned(),
            message: self.tidy(&panic.message),
            file: panic.file,
            line: panic.line,
        }
    }

    /// Writes a record at once and unbuffered, because the next line of code may end the process.
    pub(crate) fn write(&self, record: &Record) {
        let mut line = serde_json::to_string(record).expect("a record is plain text");
        line.push('\n');
        (&self.report)
            .write_all(line.as_bytes())
            .expect("the report can be written");
    }

    /// Replaces what differs from run to run, and limits the length.
    fn tidy(&self, text: &str) -> String {
        let StepRequest {
            work,
            cwd,
            crate_dir,
            ..
        } = &self.request;
        let mut text = text.trim_end().to_owned();
        for (path, name) in [(work, "<work>"), (cwd, "<cwd>"), (crate_dir, "<crate>")] {
            text = text.replace(&*path.to_string_lossy(), name);
        }
        if text.len() > TEXT_LIMIT {
            text.truncate(text.floor_char_boundary(TEXT_LIMIT));
            text.push_str("\n(cut: too long)");
        }
        if text.is_empty() {
            NOTHING.to_owned()
        } else {
            text
        }
    }
}

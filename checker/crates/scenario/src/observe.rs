//! What a step file works with: folders, databases, and `observe`.

use crate::StepFn;
use crate::panics::{Panic, caught};
use crate::spy;
use crate::wire::{NOTHING, Record, Request, Server, TEXT_LIMIT};
use rusqlite::trace::TraceEventCodes;
use rusqlite::{Connection, Result};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One run of one step.
pub struct Scenario {
    request: Request,
    report: File,
    has_tool: bool,
}

impl Scenario {
    pub(crate) fn new(request: Request, has_tool: bool) -> io::Result<Self> {
        let report = File::create(&request.report)?;
        forget_name(&request.report)?;
        Ok(Self {
            request,
            report,
            has_tool,
        })
    }

    /// Tries something and records what happened. A student reads `title`; `id`
    /// is the name by which everything else of the course knows the observation.
    ///
    /// A panic is recorded too, and does not stop the observations after it:
    /// what a student got right is still seen. Paths of this run become
    /// `<work>`, `<cwd>` and `<crate>`.
    pub fn observe<T: Display>(&mut self, id: &str, title: &str, what: impl FnOnce() -> T) {
        self.observe_text(id, title, Box::new(|| what().to_string()));
    }

    /// Compiled once, and not for each observation: those of a lesson were a
    /// third of what rustc made of its step files.
    fn observe_text(&mut self, id: &str, title: &str, what: Box<dyn FnOnce() -> String + '_>) {
        spy::begin_observation(title);
        let seen = caught(what);
        spy::begin_observation("");
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

    /// As [`Self::observe`], with a real server: `what` is given a URL that may
    /// make databases there. Without that server the observation is skipped,
    /// and costs nothing.
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

    /// Records something that earns no points but tells one wrong answer from
    /// another, for the sentence that the student reads. Nobody reads the clue
    /// itself, so it has no title.
    pub fn clue<T: Display>(&mut self, id: &str, what: T) {
        let text = self.tidy(&what.to_string());
        self.write(&Record::Clue {
            id: id.to_owned(),
            text,
        });
    }

    /// An empty folder, the same during the whole step, not the current one.
    pub fn work(&self) -> &Path {
        &self.request.work
    }

    /// The folder of the crate that is graded.
    pub fn crate_dir(&self) -> &Path {
        &self.request.crate_dir
    }

    /// Makes a database without tables in [`Self::work`] and returns its path.
    pub fn empty(&self, name: &str) -> PathBuf {
        let path = self.request.work.join(name);
        drop(open(&path).expect("an empty database"));
        path
    }

    /// Makes a microblog with tables and rows in [`Self::work`] and returns its
    /// path: users susan (1) and john (2), posts 1 to 3.
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

    pub(crate) fn sign(&mut self, receipt: String) {
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

    /// Written at once and unbuffered: the next line may end the process.
    fn write(&mut self, record: &Record) {
        let mut line = serde_json::to_string(record).expect("a record is plain text");
        line.push('\n');
        self.report
            .write_all(line.as_bytes())
            .expect("the report can be written");
    }

    /// Replaces what differs from run to run, and keeps the text short.
    fn tidy(&self, text: &str) -> String {
        let Request {
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

/// A report that is a pipe has its name only until it is open: nobody else is to write
/// into it, or to read the receipt out of it.
#[cfg(unix)]
fn forget_name(report: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    if std::fs::symlink_metadata(report)?.file_type().is_fifo() {
        std::fs::remove_file(report)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn forget_name(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a database for a step file's own use: untraced, foreign keys as in
/// stock SQLite, and never waiting for a lock that the student left.
pub fn open(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.trace_v2(
        TraceEventCodes::empty(),
        None::<fn(rusqlite::trace::TraceEvent<'_>)>,
    )?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// How SQLite would run a query: the lines of EXPLAIN QUERY PLAN, without the
/// names of indexes, which are the student's to choose, and without telling a
/// covering index from another.
pub fn plan(connection: &Connection, sql: &str) -> Result<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    // The values do not matter; a statement with parameters wants some.
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
        row.get::<_, String>("detail")
    })?;
    let lines: Vec<String> = rows
        .map(|row| row.map(|line| without_index_name(&line)))
        .collect::<Result<_>>()?;
    Ok(lines.join("\n"))
}

/// `SEARCH users USING INDEX ix_1 (email=?)` without `ix_1`.
fn without_index_name(line: &str) -> String {
    let line = line.replace("COVERING INDEX", "INDEX");
    let Some((before, after)) = line.split_once(" INDEX ") else {
        return line;
    };
    let terms = after.find(" (").map_or("", |at| &after[at..]);
    format!("{before} INDEX{terms}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_does_not_depend_on_the_names_of_indexes() {
        for (line, expected) in [
            ("SEARCH t USING INDEX a (x=?)", "SEARCH t USING INDEX (x=?)"),
            (
                "SEARCH t USING COVERING INDEX b (x=?)",
                "SEARCH t USING INDEX (x=?)",
            ),
            ("SCAN t USING COVERING INDEX b", "SCAN t USING INDEX"),
            (
                "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
            ),
            ("SCAN t", "SCAN t"),
        ] {
            assert_eq!(without_index_name(line), expected);
        }
    }
}

//! The tool, as a person runs it, and as it ends when the power goes.

use super::stands;
use scenario::{Scenario, ToolRun, is_sound};
use std::fs;
use std::path::{Path, PathBuf};

/// The URL of a file, as the tool takes it.
pub(crate) fn url(file: &Path) -> String {
    format!("sqlite:///{}", file.display())
}

/// What the tool shows on `file` with the migrations of `dir`.
pub(crate) fn tool(s: &Scenario, dir: &Path, file: &Path, arguments: &[&str]) -> String {
    let dir = dir.to_string_lossy();
    let mut all = vec!["--directory", &*dir];
    all.extend(arguments);
    shown(&s.tool(&all).env("DATABASE_URL", &url(file)).run())
}

/// What a panic prints has the number of a thread in it, and a path.
fn shown(run: &ToolRun) -> String {
    if run.stderr.contains("panicked at") {
        "it panicked".to_owned()
    } else {
        run.to_string()
    }
}

/// A copy of a database in a folder of its own: a crash may leave a journal beside it. What is not
/// recorded lies there, too, so that a path does not tell.
pub(crate) fn alone(database: &Path) -> PathBuf {
    let home = database.with_extension("");
    fs::create_dir_all(&home).expect("a folder");
    let file = home.join("app.db");
    fs::copy(database, &file).expect("a copy");
    file
}

/// A command that changes a database.
pub(crate) struct Change<'c> {
    /// The folder of its migrations.
    pub(crate) dir: &'c Path,
    /// The database.
    pub(crate) from: &'c Path,
    /// Where it should come to.
    pub(crate) to: &'c Path,
    pub(crate) arguments: &'c [&'c str],
}

/// A command that was recorded.
pub(crate) struct Recorded {
    /// What it showed, and what it left.
    pub(crate) run: String,
    /// Whether a crash on its way leaves the database as it should be.
    pub(crate) crashes: String,
}

impl Change<'_> {
    /// Tries out each way in which a crash may leave the database. It must be `good` then, and the
    /// same command once more must come to its end.
    pub(crate) fn recorded(&self, s: &Scenario, good: impl Fn(&Path) -> bool) -> Recorded {
        let file = alone(self.from);
        let home = file.parent().expect("a folder");
        let dir = self.dir.to_string_lossy();
        let mut arguments = vec!["--directory", &*dir];
        arguments.extend(self.arguments);
        let tool = || s.tool(&arguments).env("DATABASE_URL", &url(&file));

        let crashes = s.crashes(tool(), home);
        let run = format!("{}\n{}", shown(&crashes.run), stands(&file));
        let found = || match is_sound(&file) {
            true => stands(&file),
            false => "the database is damaged".to_owned(),
        };
        let torn = crashes.fault(|| (!is_sound(&file) || !good(&file)).then(found));
        let fault = torn.or_else(|| {
            crashes.fault_of_next_run(|| {
                let again = tool().run();
                let is_done = is_sound(&file) && stands(&file) == stands(self.to);
                (!is_done).then(|| format!("once more: {}\n{}", shown(&again), found()))
            })
        });
        Recorded {
            run,
            crashes: fault.unwrap_or_else(|| "as it should be, each time".to_owned()),
        }
    }
}

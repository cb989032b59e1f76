//! The tool, as a person runs it, and as it ends when the power goes.

use super::schema::content;
use super::stands;
use scenario::{Scenario, ToolRun};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

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

/// More statements than any answer needs.
const KILLS: usize = 400;

/// Kills the tool before its first statement, on another copy of `file` before its second, and
/// so on until it comes to its end. After each kill the database must be `good`, and the same
/// command once more must bring it to where `arrived` stands.
pub(crate) fn killed(
    s: &Scenario,
    (dir, file, arrived): (&Path, &Path, &Path),
    arguments: &[&str],
    good: impl Fn(&Path) -> bool,
) -> String {
    let dir = dir.to_string_lossy();
    let mut all = vec!["--directory", &*dir];
    all.extend(arguments);
    let copy = file.with_extension("copy");
    let journal = file.with_extension("copy-journal");
    let database_url = url(&copy);
    let (mut odd, mut left_before) = (BTreeSet::new(), BTreeSet::new());
    for statement in 1..=KILLS {
        let _ = fs::remove_file(&journal);
        fs::copy(file, &copy).expect("a copy");
        let tool = s.tool(&all).env("DATABASE_URL", &database_url);
        let run = tool.kill_before(statement).run();
        if !run.was_killed() {
            return match (statement, odd.pop_first()) {
                (1, _) => format!(
                    "it ends before it has asked SQLite for anything: {}",
                    shown(&run)
                ),
                (_, Some(odd)) => odd,
                (_, None) => "as it should be after each of them".to_owned(),
            };
        }
        if !good(&copy) {
            odd.insert(format!("after one of the kills:\n{}", stands(&copy)));
            continue;
        }
        // A second run can only depend on what the first has left.
        if !left_before.insert(content(&copy) + &stands(&copy)) {
            continue;
        }
        let again = s.tool(&all).env("DATABASE_URL", &database_url).run();
        if stands(&copy) != stands(arrived) {
            odd.insert(format!(
                "once more, after one of the kills: {}\n{}",
                shown(&again),
                stands(&copy)
            ));
        }
    }
    format!("it was still running after {KILLS} statements")
}

//! The proof of the recorder: each journal mode with each `synchronous`. This program is its own
//! test subject, as a generated program is: the step and the tool are processes of it.

use libtest_mimic::{Arguments, Failed, Trial};
use rusqlite::{Connection, Result};
use scenario::{Record, Scenario, StepRequest, open};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

scenario::replace_syncs!();

/// Turns this program into a step or its tool, and tells both what to try.
const MODE: &str = "MODE";

/// The tool only looks around.
const LOOKS: &str = "looks";

/// How many states are distinct, recovered and torn. Torn are answers that have nothing on the disk to
/// go back to. `docs/decisions/0048-a-power-cut-is-recorded.md` has these figures, too.
type Figures = [usize; 3];

const MODES: [(&str, &str, Figures); 18] = [
    ("DELETE", "FULL", [66, 2, 0]),
    ("DELETE", "NORMAL", [67, 2, 0]),
    ("DELETE", "OFF", [99, 27, 21]),
    ("TRUNCATE", "FULL", [66, 2, 0]),
    ("TRUNCATE", "NORMAL", [67, 2, 0]),
    ("TRUNCATE", "OFF", [99, 27, 21]),
    ("PERSIST", "FULL", [66, 2, 0]),
    ("PERSIST", "NORMAL", [67, 2, 0]),
    ("PERSIST", "OFF", [102, 27, 21]),
    ("WAL", "FULL", [86, 3, 0]),
    ("WAL", "NORMAL", [86, 3, 0]),
    ("WAL", "OFF", [122, 30, 23]),
    ("MEMORY", "FULL", [27, 27, 21]),
    ("MEMORY", "NORMAL", [27, 27, 21]),
    ("MEMORY", "OFF", [27, 27, 21]),
    ("OFF", "FULL", [27, 27, 21]),
    ("OFF", "NORMAL", [27, 27, 21]),
    ("OFF", "OFF", [27, 27, 21]),
];

/// The same for answers that copy the database first, and for one that writes too much.
const OTHERS: [(&str, Figures); 6] = [
    ("copy", [102, 7, 2]),
    ("copy sync", [69, 5, 0]),
    ("copy rename", [102, 7, 2]),
    ("copy sync rename", [70, 6, 0]),
    ("vacuum", [84, 4, 0]),
    ("flood", [1, 1, 0]),
];

fn main() -> ExitCode {
    if std::env::var_os(MODE).is_some() {
        return scenario::main(&[("crashes", crashes)], Some(tool));
    }
    let mut trials: Vec<Trial> = MODES
        .into_iter()
        .map(|(journal, synchronous, figures)| {
            let name = format!("{journal}_{synchronous}");
            Trial::test(name, move || {
                judge(&format!("{journal} {synchronous}"), figures)
            })
        })
        .collect();
    for (copy, figures) in OTHERS {
        trials.push(Trial::test(copy.replace(' ', "_"), move || {
            judge(copy, figures)
        }));
    }
    trials.push(Trial::test("a_tool_cannot_tell", tells_nothing));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Runs the step and compares what it says.
fn judge(mode: &str, figures: Figures) -> std::result::Result<(), Failed> {
    let seen = step(mode)?;
    println!("{mode}: {}", seen.join("; "));
    let [first, counts, ..] = &*seen else {
        return Err("it observed nothing".into());
    };
    // A platform on which only statements are seen finds less.
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let is_torn = figures[2] > 0 || mode == "flood";
    if is_torn != (first != "never torn") {
        return Err(first.into());
    }
    let [distinct, recovered, torn] = figures;
    let expected = format!("distinct: {distinct}, recovered: {recovered}, torn: {torn}");
    if *counts == expected {
        Ok(())
    } else {
        Err(format!("{counts}, not {expected}").into())
    }
}

/// A recorded run finds what another one finds: open files, arguments, environment.
fn tells_nothing() -> std::result::Result<(), Failed> {
    let seen = step(LOOKS)?;
    match &*seen {
        [recorded, other] if recorded == other && recorded.contains("DATABASE") => Ok(()),
        _ => Err(seen.join("\n\n").into()),
    }
}

/// What the step observes in a process of its own.
fn step(mode: &str) -> std::result::Result<Vec<String>, Failed> {
    let home = tempfile::tempdir()?;
    let folder = |name: &str| -> std::io::Result<PathBuf> {
        let folder = home.path().join(name);
        std::fs::create_dir(&folder)?;
        Ok(folder)
    };
    let request = StepRequest {
        step: "crashes".to_owned(),
        receipt: "receipt".to_owned(),
        crate_dir: folder("crate")?,
        work: folder("work")?,
        cwd: folder("cwd")?,
        report: Some(home.path().join("report")),
        seconds: 60,
        servers: std::collections::BTreeMap::new(),
        statements: None,
        moments: None,
        microblog: String::new(),
    };
    let mut child = Command::new(std::env::current_exe()?)
        .env(MODE, mode)
        .env("TMPDIR", home.path())
        .env("TMP", home.path())
        .stdin(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("a pipe")?;
    stdin.write_all(serde_json::to_string(&request)?.as_bytes())?;
    drop(stdin);
    child.wait()?;
    let report = std::fs::read_to_string(home.path().join("report"))?;
    let mut texts = Vec::new();
    for line in report.lines() {
        match serde_json::from_str(line)? {
            Record::Observation { text, .. } => texts.push(text),
            Record::Panic { message, .. } => return Err(message.into()),
            _ => {}
        }
    }
    Ok(texts)
}

/// One migration of a database with 300 users: a table, a row for each of them, and a row in the
/// history.
fn tool() -> ExitCode {
    let mode = std::env::var(MODE).unwrap_or_default();
    let file = std::env::args().nth(1).unwrap_or_default();
    if mode == LOOKS {
        println!("{}", around(Path::new(&file)).join("\n"));
        return ExitCode::SUCCESS;
    }
    if std::env::var_os("SCENARIO_TOOL").is_some() || migrate(Path::new(&file), &mode).is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn migrate(file: &Path, mode: &str) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let db = Connection::open(file)?;
    let words: Vec<&str> = mode.split(' ').collect();
    match words[0] {
        "copy" => copy(file, &words[1..])?,
        "flood" => db.execute_batch("CREATE TABLE flood AS SELECT randomblob(40000000) AS x")?,
        "vacuum" => {
            let copy = file.with_extension("copy");
            db.execute("VACUUM INTO ?1", [copy.to_str()])?;
        }
        journal => db.execute_batch(&format!(
            "PRAGMA journal_mode = {journal}; PRAGMA synchronous = {}",
            words[1]
        ))?,
    }
    db.execute_batch(
        "BEGIN;
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO people SELECT * FROM users;
        UPDATE users SET name = name || ' the ' || id;
        INSERT INTO history VALUES (2);
        COMMIT;",
    )?;
    Ok(())
}

/// A copy of the database before it changes, by means of the file system.
fn copy(file: &Path, how: &[&str]) -> std::io::Result<()> {
    let (copy, temporary) = (file.with_extension("copy"), file.with_extension("tmp"));
    let first = if how.contains(&"rename") {
        &temporary
    } else {
        &copy
    };
    std::fs::copy(file, first)?;
    if how.contains(&"sync") {
        std::fs::File::open(first)?.sync_all()?;
    }
    if first == &temporary {
        std::fs::rename(temporary, copy)?;
    }
    Ok(())
}

/// What a program can find out about its run.
fn around(database: &Path) -> Vec<String> {
    let mut found: Vec<String> = std::env::args().collect();
    // Without values: some are nobody's business, and this may be printed.
    found.extend(std::env::vars().map(|(name, _)| name));
    let _ = open(database).map(|db| db.execute_batch("CREATE TABLE t (x)"));
    for file in std::fs::read_dir("/proc/self/fd").into_iter().flatten() {
        let Ok(path) = file.and_then(|file| std::fs::read_link(file.path())) else {
            continue;
        };
        let path = path.to_string_lossy();
        // The numbers of pipes and processes differ each time.
        let name = path.split(['[', ':']).next().unwrap_or_default();
        let is_own = name.starts_with("/proc/");
        if !is_own {
            found.push(name.to_owned());
        }
    }
    found.sort();
    found
}

fn crashes(s: &mut Scenario) {
    if std::env::var(MODE).is_ok_and(|mode| mode == LOOKS) {
        looks(s);
    } else {
        migrated(s);
    }
}

/// The same run, recorded and not.
fn looks(s: &mut Scenario) {
    let home = s.work().join("home");
    std::fs::create_dir(&home).expect("a folder");
    let file = home.join("app.db");
    let tool = || {
        let tool = s.tool(&[file.to_str().expect("a path")]);
        tool.env("DATABASE_URL", &file.to_string_lossy())
    };
    let recorded = s.crashes(tool(), &home).run.stdout;
    std::fs::remove_file(&file).expect("a database");
    let other = tool().run().stdout;
    for (id, found) in [("recorded", recorded), ("other", other)] {
        s.observe(id, "what a tool finds", || found);
    }
}

fn migrated(s: &mut Scenario) {
    let folder = s.work().join("home");
    std::fs::create_dir(&folder).expect("a folder");
    let file = folder.join("app.db");
    open(&file)
        .and_then(|db| {
            db.execute_batch(
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300)
                INSERT INTO users SELECT n, 'user number ' || n FROM number;
                CREATE TABLE history (version INTEGER);
                INSERT INTO history VALUES (1);",
            )
        })
        .expect("a database");
    let is_copied = std::env::var(MODE).is_ok_and(|mode| mode.starts_with(['c', 'v']));
    let crashes = s.crashes(s.tool(&[file.to_str().expect("a path")]), &folder);
    let mut torn = 0;
    let first = crashes.fault(|| fault(&file, is_copied));
    let _ = crashes.fault(|| {
        torn += usize::from(fault(&file, is_copied).is_some());
        None
    });
    assert_eq!(crashes.run.code, Some(0), "{}", crashes.run);
    s.observe("torn", "a torn state", || {
        first.unwrap_or("never torn".to_owned())
    });
    s.observe("counts", "how many", || {
        let counts = crashes.counts();
        let (distinct, recovered) = (counts.distinct, counts.recovered);
        format!("distinct: {distinct}, recovered: {recovered}, torn: {torn}")
    });
}

/// What is wrong with a state: it is neither before nor after the migration, or it is after it and
/// there is no copy of before.
fn fault(file: &Path, is_copied: bool) -> Option<String> {
    let state = state(file);
    if !["before", "after"].contains(&state.as_str()) {
        return Some(state);
    }
    let copy = self::state(&file.with_extension("copy"));
    let lost = is_copied && state == "after" && copy != "before";
    lost.then(|| format!("after, and the copy is {copy}"))
}

fn state(file: &Path) -> String {
    let seen = || -> Result<String> {
        let db = open(file)?;
        let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if check != "ok" {
            return Ok(format!(
                "damaged: {}",
                check.lines().next().unwrap_or_default()
            ));
        }
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
        let people = if db.table_exists(None, "people")? {
            number("SELECT count(*) FROM people")?
        } else {
            -1
        };
        let state = (
            people,
            number("SELECT count(*) FROM users WHERE name GLOB '* the *'")?,
            number("SELECT count(*) FROM users")?,
            number("SELECT max(version) FROM history")?,
        );
        Ok(match state {
            (-1, 0, 300, 1) => "before".to_owned(),
            (300, 300, 300, 2) => "after".to_owned(),
            (people, changed, users, version) => {
                format!("{people} people, {changed} of {users} users changed, version {version}")
            }
        })
    };
    seen().unwrap_or_else(|error| error.to_string())
}

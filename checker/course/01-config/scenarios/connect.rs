//! What a connection can be relied on for: the first one, and the second.

use crate::shared::weakened;
use config::{Config, ConfigError, basedir, connect};
use rusqlite::Connection;
use scenario::{Scenario, Statement, open, setting, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.work().join("blog").join("instance").join("microblog.db");
    let cfg = config_for(&format!("sqlite:///{}", file.display()));
    let mut first = None;
    let mut said = Vec::new();
    s.observe(
        "missing-folders",
        "the folders blog/instance/ are made and the file is opened",
        || {
            let (opened, trace) = traced(|| connect(&cfg));
            said = trace.statements;
            match opened {
                Ok(connection) => {
                    first = Some(connection);
                    "opened".to_owned()
                }
                Err(error) => told(error),
            }
        },
    );
    s.clue("told-foreign-keys", about_foreign_keys(&said));
    let path = first
        .as_ref()
        .and_then(Connection::path)
        .unwrap_or_default();
    s.clue(
        "open-on",
        if path.is_empty() { "no file" } else { "a file" },
    );
    let there = if file.is_dir() {
        "a folder"
    } else {
        "no folder"
    };
    s.clue("at-path", there);
    let tables = make_tables(&file);
    s.observe(
        "foreign-keys-first",
        "foreign keys are on: the first connection",
        || match &first {
            Some(connection) => foreign_keys(connection),
            None => "there is no connection".to_owned(),
        },
    );
    s.observe(
        "foreign-keys-second",
        "foreign keys are on: a second one beside it",
        || with(&cfg, foreign_keys),
    );
    drop(first);
    s.observe(
        "post-of-missing-user",
        "a post of user 99, who does not exist, is refused",
        || {
            with(&cfg, |db| match &tables {
                Ok(()) => attempt(db, "INSERT INTO posts (body, user_id) VALUES ('hello', 99)"),
                Err(error) => error.to_string(),
            })
        },
    );
    s.observe(
        "busy-timeout",
        "a statement waits for another writer, a second at least",
        || with(&cfg, patience),
    );
    s.observe(
        "foreign-keys-in-memory",
        "a database in memory has foreign keys on, too",
        || with(&config_for("sqlite://"), foreign_keys),
    );
    s.observe(
        "busy-timeout-in-memory",
        "and it has the same patience",
        || with(&config_for("sqlite://"), patience),
    );
    s.observe(
        "own-memory",
        "two databases in memory know nothing of each other, and have no file",
        || told_of_two(&config_for("sqlite://")),
    );
    s.observe(
        "other-settings",
        "nothing else of a connection is less safe than before",
        || {
            with(&cfg, |db| {
                format!("{}{}", weakened(db), without_locks(db, &file))
            })
        },
    );
    s.observe(
        "server-url",
        "the URL of a server is NotSqlite, without the password s3cret",
        || {
            let urls = ["postgresql", "mysql+pymysql"];
            let lines = urls.map(|scheme| of_server(&format!("{scheme}://susan:s3cret@host/blog")));
            lines.join("\n")
        },
    );
    let work = s.work().to_owned();
    s.observe(
        "cannot-open",
        "where no file can be opened, there is an error and no connection",
        || cannot_open(&work),
    );
    s.observe(
        "options-and-codes",
        "options and %xx are no part of its name, and a new file is empty",
        || {
            let url = format!("sqlite:///{}/blog/{CODED}?timeout=10", work.display());
            with(&config_for(&url), fresh_file)
        },
    );
    s.observe(
        "relative-file",
        "a relative file belongs into instance, a folder of basedir()",
        relative_file,
    );
}

/// `O'Brien 50% #1 a?b.db`: for SQL, a format or a `file:` URI each of these signs means something.
const CODED: &str = "O'Brien%2050%25%20%231%20a%3Fb.db";

fn patience(db: &Connection) -> String {
    match setting(db, "busy_timeout").map(|waits| waits.parse()) {
        Ok(Ok(1000..=i64::MAX)) => "it does".to_owned(),
        Ok(other) => format!("it waits for {} milliseconds", other.unwrap_or_default()),
        Err(error) => error.to_string(),
    }
}

fn told_of_two(cfg: &Config) -> String {
    let both = connect(cfg).and_then(|one| Ok((one, connect(cfg)?)));
    let (one, other) = match both {
        Ok(both) => both,
        Err(error) => return told(error),
    };
    let made = [&one, &other].map(|db| db.execute_batch("CREATE TABLE posts (body TEXT)"));
    match made {
        [Ok(()), Ok(())] => match one.path() {
            None | Some("") => "they do not".to_owned(),
            Some(_) => "they do not, and each lies in a file".to_owned(),
        },
        [Err(error), _] | [_, Err(error)] => format!("the same table in both: {error}"),
    }
}

/// Whether somebody else can write while this connection does.
fn without_locks(db: &Connection, file: &Path) -> &'static str {
    const WRITE: &str = "BEGIN IMMEDIATE; INSERT INTO users (username) VALUES ('sue')";
    let kept_out = db.execute_batch(WRITE).is_err()
        || open(file)
            .and_then(|other| other.execute_batch(WRITE))
            .is_err();
    let _ = db.execute_batch("ROLLBACK");
    if kept_out {
        ""
    } else {
        "\nand it has no locks"
    }
}

fn of_server(url: &str) -> String {
    match connect(&config_for(url)) {
        Ok(_) => "no error".to_owned(),
        Err(error) if format!("{error} {error:?}").contains("s3cret") => error.to_string(),
        Err(ConfigError::NotSqlite) => "NotSqlite".to_owned(),
        Err(error) => format!("another error: {error}"),
    }
}

fn cannot_open(work: &Path) -> String {
    let (folder, file) = (work.join("a-folder"), work.join("a-file"));
    std::fs::create_dir(&folder).expect("an empty folder");
    std::fs::write(&file, "").expect("an empty file");
    let urls = [
        ("a folder", format!("sqlite:///{}", folder.display())),
        (
            "below a file",
            format!("sqlite:///{}/x/app.db", file.display()),
        ),
        ("no URL", "app.db".to_owned()),
    ];
    let lines = urls.map(|(what, url)| match connect(&config_for(&url)) {
        Ok(_) => format!("{what}: a connection"),
        Err(_) => format!("{what}: an error"),
    });
    let _ = (std::fs::remove_dir(folder), std::fs::remove_file(file));
    lines.join("\n")
}

/// The name of the file, and its tables if it has any.
fn fresh_file(db: &Connection) -> String {
    let path = Path::new(db.path().unwrap_or_default());
    let name = path.file_name().unwrap_or_default().display();
    let tables = "SELECT count(*) FROM sqlite_schema";
    match db.query_row(tables, [], |row| row.get::<_, i64>(0)) {
        Ok(0) => name.to_string(),
        Ok(tables) => format!("{name}, with {tables} table(s) or index(es) in it"),
        Err(error) => format!("{name}: {error}"),
    }
}

/// No system makes a folder with a zero byte in its name, so nothing is made in `instance`. The
/// error says where it would have been.
fn relative_file() -> String {
    match connect(&config_for("sqlite:///zero%00byte/app.db")) {
        Err(ConfigError::Io { path, .. })
            if !path.as_os_str().is_empty() && !path.starts_with(basedir().join("instance")) =>
        {
            let folder = path.parent().unwrap_or(&path);
            let shown = folder.display().to_string();
            format!(
                "in {}",
                if shown.is_empty() {
                    "no folder"
                } else {
                    &shown
                }
            )
        }
        Err(_) => "not in another folder".to_owned(),
        Ok(_) => "opened, with a zero byte in its name".to_owned(),
    }
}

fn config_for(url: &str) -> Config {
    Config {
        database_url: url.to_owned(),
        secret_key: "key".to_owned(),
        track_modifications: false,
    }
}

/// The tables are the grader's, so that this step needs no other lesson.
fn make_tables(file: &Path) -> rusqlite::Result<()> {
    open(file)?.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, user_id INTEGER REFERENCES users(id));",
    )
}

fn with(cfg: &Config, look: impl Fn(&Connection) -> String) -> String {
    connect(cfg).map_or_else(told, |connection| look(&connection))
}

/// What the student has read back is in the student's own words.
fn told(error: ConfigError) -> String {
    match error {
        ConfigError::Refused(_) => "an error: the database did not take a setting".to_owned(),
        error => format!("an error: {error}"),
    }
}

fn foreign_keys(connection: &Connection) -> String {
    match setting(connection, "foreign_keys") {
        Ok(off) if off == "0" => "off".to_owned(),
        Ok(_) => "on".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn attempt(connection: &Connection, sql: &str) -> String {
    match connection.execute(sql, []) {
        Ok(_) => format!("stored: {sql}"),
        Err(rusqlite::Error::SqliteFailure(failure, Some(why))) => {
            format!("refused: {why} ({})", failure.extended_code)
        }
        Err(error) => error.to_string(),
    }
}

/// Tells a misspelt pragma from a missing one and from one inside of BEGIN.
fn about_foreign_keys(statements: &[Statement]) -> &'static str {
    let mut open = false;
    let mut told = "nothing";
    for sql in statements {
        let sql = sql.to_lowercase();
        let words: Vec<_> = sql
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let begins = |starts: [&str; 3]| words.first().is_some_and(|word| starts.contains(word));
        open =
            (open || begins(["begin", "savepoint", ""])) && !begins(["commit", "release", "end"]);
        let value = words
            .iter()
            .position(|word| *word == "foreign_keys")
            .map(|at| words.get(at + 1));
        told = match value {
            _ if told == ON => told,
            Some(Some(&("on" | "1" | "true" | "yes"))) if open => {
                "to switch them on, inside of a transaction"
            }
            Some(Some(&("on" | "1" | "true" | "yes"))) => ON,
            Some(Some(_)) => "to set them to something that is not ON",
            Some(None) if told == "nothing" => "to tell how they are",
            None if sql.contains("foreign") => {
                "something about a setting that is not called foreign_keys"
            }
            _ => told,
        };
    }
    told
}

const ON: &str = "to switch them on";

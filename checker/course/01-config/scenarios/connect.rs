//! What a connection can be relied on for: the first one, and the second.

use crate::shared::{State, changed_around, changes, state, surroundings};
use config::{Config, ConfigError, basedir, connect};
use rusqlite::Connection;
use scenario::{Scenario, Statement, open, setting, traced};
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let own = s.crate_dir().to_owned();
    let around = surroundings(&own);
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
        || {
            with(&config_for("sqlite://"), |db| {
                let told = foreign_keys(db);
                // Whoever takes the URL for a name has another fault first.
                let is_named = db.path().is_some_and(|path| !path.is_empty());
                match &*told {
                    "off" if is_named => "off, and it lies in a file".to_owned(),
                    _ => told,
                }
            })
        },
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
    let (kept, in_wal) = (s.filled("kept.db"), s.filled("wal.db"));
    s.observe(
        "existing-file",
        "a database that is there is opened as it is, and stays so",
        || told_of(existing_files(&kept, &in_wal)),
    );
    let mut of_file = Vec::new();
    s.observe(
        "other-settings",
        "nothing else of a connection is less safe than before",
        || {
            let own = connect(&cfg).map_or_else(told, |db| {
                of_file = unlike_sqlite(&db);
                in_lines(&of_file) + without_locks(&db, &file, &cfg)
            });
            let in_memory = with(&config_for("sqlite://"), |db| in_lines(&unlike_sqlite(db)));
            format!("{own}\nin memory: {in_memory}")
        },
    );
    s.observe(
        "nothing-else",
        "the folder of basedir() is as before, and so is the current directory",
        || {
            drop(connect(&cfg));
            changed_around(&around, &own, "they are")
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
        "options-and-codes",
        "options and %xx are no part of its name, and a new file is empty",
        || {
            let url = format!("sqlite:///{}/blog/{CODED}?timeout=10", work.display());
            let fresh = with(&config_for(&url), |db| {
                let mut unlike = unlike_sqlite(db);
                // What is so on each connection is told already.
                unlike.retain(|line| !of_file.contains(line));
                format!("{}\nits settings: {}", fresh_file(db), in_lines(&unlike))
            });
            // A file without a byte is a new one, too, and its second name shows whether it stays.
            let there = work.join("blog").join("O'Brien 50% #1 a?b.db");
            let twin = there.with_extension("twin");
            if there.is_file() {
                let _ = fs::write(&there, "").and_then(|()| fs::hard_link(&there, &twin));
            }
            let mut empty = with(&config_for(&url), fresh_file);
            if !is_same_file(&there, &twin) {
                empty += ", another file than before";
            }
            let _ = fs::remove_file(twin);
            format!("{fresh}\nthere, and empty: {empty}")
        },
    );
    s.observe(
        "cannot-open",
        "where no file can be opened, there is an error and no connection",
        || cannot_open(&work),
    );
    // What TRUNCATE and PERSIST leave beside the file is no file of its own.
    for name in ["instance/microblog.db", "O'Brien 50% #1 a?b.db"] {
        let _ = fs::remove_file(work.join("blog").join(format!("{name}-journal")));
    }
    s.observe(
        "relative-file",
        "a relative file belongs into instance, a folder of basedir()",
        relative_file,
    );
    let _ = changed_around(&around, &own, "");
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
        [Ok(()), Ok(())] => match (one.path(), setting(&one, "journal_mode").as_deref()) {
            (None | Some(""), Ok("memory" | "off")) => "they do not".to_owned(),
            (None | Some(""), _) => {
                "they do not, and each lies in a file without a name".to_owned()
            }
            _ => "they do not, and each lies in a file".to_owned(),
        },
        [Err(error), _] | [_, Err(error)] => match one.path() {
            None | Some("") => format!("the same table in both: {error}"),
            Some(_) => format!("both lie in a file, with the same table: {error}"),
        },
    }
}

/// What makes a connection faster or stricter, and changes no answer: it may differ.
const WELCOME: [&str; 19] = [
    "analysis_limit",
    "automatic_index",
    "busy_timeout",
    "cache_size",
    "cell_size_check",
    "checkpoint_fullfsync",
    "default_cache_size",
    "defensive",
    "foreign_keys",
    "fullfsync",
    "journal_size_limit",
    "mmap_size",
    // Of a new file; `content` tells whether that of another one has changed.
    "page_size",
    "secure_delete",
    "temp_store",
    "double_quotes",
    "double_quotes_in_tables",
    "threads",
    "trusted_schema",
];

/// What of a connection is less safe than SQLite makes it, or gives other answers.
/// <https://sqlite.org/pragma.html>
fn unlike_sqlite(db: &Connection) -> Vec<String> {
    let path = db.path().unwrap_or_default();
    let plain = if path.is_empty() {
        Connection::open_in_memory()
    } else {
        open(Path::new(path))
    };
    match plain {
        Ok(plain) => unlike(&state(&plain), &state(db), path.is_empty()),
        Err(error) => vec![error.to_string()],
    }
}

fn in_lines(found: &[String]) -> String {
    if found.is_empty() {
        "nothing is".to_owned()
    } else {
        found.join("\n")
    }
}

fn unlike(plain: &State, own: &State, in_memory: bool) -> Vec<String> {
    let in_wal = own.get("journal_mode").is_some_and(|mode| mode == "wal");
    changes(plain, own, |name, now| match name {
        "journal_mode" => !in_memory && ["delete", "truncate", "persist", "wal"].contains(&now),
        // NORMAL, 1, may break a file that is not in WAL mode.
        "synchronous" => now == "3" || (now == "1" && in_wal),
        "wal_autocheckpoint" => now != "0",
        _ => WELCOME.contains(&name),
    })
}

/// Whether somebody else can write while this connection does, and whether one from the same hand
/// can read.
fn without_locks(db: &Connection, file: &Path, cfg: &Config) -> &'static str {
    const WRITE: &str = "BEGIN IMMEDIATE; INSERT INTO users (username) VALUES ('sue')";
    // It would wait for a transaction that is open already.
    let beside = db.is_autocommit().then(|| connect(cfg));
    let kept_out = db.execute_batch(WRITE).is_err()
        || open(file)
            .and_then(|other| other.execute_batch(WRITE))
            .is_err();
    let shared = beside.is_some_and(|other| other.is_ok_and(|other| is_table_locked(&other)));
    let _ = db.execute_batch("ROLLBACK");
    match (kept_out, shared) {
        (false, _) => "\nand it has no locks",
        (true, true) => "\nand it shares its cache with a second connection",
        (true, false) => "",
    }
}

/// A lock of a table, for which nobody waits, and not of the file.
fn is_table_locked(db: &Connection) -> bool {
    let _ = db.busy_timeout(std::time::Duration::ZERO);
    let read = db.execute_batch("SELECT count(*) FROM users");
    read.is_err_and(|error| error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseLocked))
}

/// One with holes and faults in it and with a number of its owner's, and one whose newest row is in
/// its -wal.
fn existing_files(kept: &Path, in_wal: &Path) -> rusqlite::Result<String> {
    let [unfinished, busy, crashed, shared] = ["unfinished.db", "busy.db", "crashed.db", "shared"]
        .map(|name| in_wal.with_file_name(name));
    let link = shared.join("link.db");
    fill(kept, &busy, &crashed)?;
    let writer = open(in_wal)?;
    writer.execute_batch(
        "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;
         INSERT INTO users VALUES (3, 'mary', 'mary@example.com')",
    )?;
    for end in ["", "-wal"] {
        let copied = fs::copy(beside(in_wal, end), beside(&unfinished, end));
        copied.expect("a copy of a database");
    }
    let (before, rights) = (content(kept).ok(), shared_rights(kept));
    let mut lines = vec![format!("with holes: {}", opened(kept))];
    if content(kept).ok() != before {
        lines.push("and something in it is changed".to_owned());
    }
    if rights_of(kept) != rights {
        lines.push("and the rights of others to it have changed".to_owned());
    }
    let untouched = lines == [format!("with holes: {SUSAN_AND_JOHN}")];
    set_readonly(kept, true);
    let is_readonly = || fs::metadata(kept).is_ok_and(|about| about.permissions().readonly());
    // In trusted grading, no mode changes.
    let was_readonly = is_readonly();
    lines.push(format!("for reading only: {}", opened_as(kept, true)));
    if was_readonly && !is_readonly() {
        lines.push("and it may be written now".to_owned());
    }
    set_readonly(kept, false);
    let rights = make_link(kept, &link);
    lines.push(format!("by a link to it: {}", opened(&link)));
    if rights_of(&shared) != rights {
        lines.push("and the rights of its folder have changed".to_owned());
    }
    lines.push(format!("with its -wal: {}", opened(&unfinished)));
    let mode = setting(&open(&unfinished)?, "journal_mode")?;
    lines.push(format!("and its journal: {mode}"));
    lines.push(format!("after a crash: {}", opened(&crashed)));
    drop(writer);
    // Who writes, or has a transaction open, waits here, and takes the time of what follows. So
    // there is one writer, in a file without WAL, where a switch to WAL waits as well.
    if untouched {
        let beside = beside_a_writer(&busy)?;
        lines.push(format!("while another one writes: {beside}"));
    }
    for file in [kept, in_wal, &unfinished, &busy, &link, &crashed] {
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(file, end));
        }
    }
    let _ = fs::remove_dir_all(shared);
    Ok(lines.join("\n"))
}

const SUSAN_AND_JOHN: &str = "susan, john";

/// A post of nobody's is in each of them, a row that its table forbids in the first one only, so
/// that one look at a fault is told from another. The holes are too many for tables of statistics
/// to fill them.
fn fill(kept: &Path, busy: &Path, crashed: &Path) -> rusqlite::Result<()> {
    open(kept)?.execute_batch(
        "PRAGMA user_version = 3; PRAGMA application_id = 4;
         CREATE TABLE old AS SELECT zeroblob(40000); DROP TABLE old;
         PRAGMA foreign_keys = OFF; INSERT INTO posts VALUES (9, 'lost', 99)",
    )?;
    fs::copy(kept, busy).expect("a copy of a database");
    copy_half_written(kept, crashed)?;
    open(kept)?.execute_batch(
        "PRAGMA ignore_check_constraints = ON; CREATE TABLE odd (x CHECK (x > 0));
         INSERT INTO odd VALUES (0)",
    )
}

/// A copy as a crash leaves it: half of a transaction is in it, and the journal lies beside it.
fn copy_half_written(file: &Path, copy: &Path) -> rusqlite::Result<()> {
    let writer = open(file)?;
    writer.execute_batch("BEGIN; UPDATE users SET username = 'sue' WHERE id = 2")?;
    writer.cache_flush()?;
    for end in ["", "-journal"] {
        fs::copy(beside(file, end), beside(copy, end)).expect("a copy of a database");
    }
    writer.execute_batch("ROLLBACK")
}

/// What is seen while somebody else is in the middle of writing.
fn beside_a_writer(file: &Path) -> rusqlite::Result<String> {
    let writer = open(file)?;
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM posts")?;
    let seen = opened(file);
    writer.execute_batch("ROLLBACK")?;
    Ok(seen)
}

/// A second name of a file, in a folder of its own with the rights that are returned. Where not
/// everybody may make a link, it is a copy.
fn make_link(file: &Path, link: &Path) -> Option<fs::Permissions> {
    let folder = link.parent().unwrap_or(link);
    fs::create_dir(folder).expect("an empty folder");
    #[cfg(unix)]
    let made = {
        use std::os::unix::fs::{PermissionsExt, symlink};
        // A new folder has those that whoever started the program likes.
        allow(folder, fs::Permissions::from_mode(0o755));
        symlink(file, link)
    };
    #[cfg(not(unix))]
    let made: std::io::Result<()> = Err(std::io::ErrorKind::PermissionDenied.into());
    made.or_else(|_| fs::copy(file, link).map(drop))
        .expect("a second name of a file of ours");
    rights_of(folder)
}

fn rights_of(path: &Path) -> Option<fs::Permissions> {
    fs::metadata(path).map(|about| about.permissions()).ok()
}

/// Those of a file that its owner's group writes, too.
fn shared_rights(file: &Path) -> Option<fs::Permissions> {
    #[cfg(unix)]
    allow(file, std::os::unix::fs::PermissionsExt::from_mode(0o664));
    rights_of(file)
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// What is its owner's in a file: numbers, tables, rows and, so that a VACUUM is seen, whether there
/// are holes. Statistics for the planner, which PRAGMA optimize writes, are nobody's.
fn content(file: &Path) -> rusqlite::Result<String> {
    const OF_FILE: &str = "SELECT concat_ws(' ',
        (SELECT user_version FROM pragma_user_version),
        (SELECT application_id FROM pragma_application_id),
        (SELECT freelist_count > 0 FROM pragma_freelist_count),
        (SELECT page_size FROM pragma_page_size),
        (SELECT auto_vacuum FROM pragma_auto_vacuum),
        (SELECT group_concat(sql) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'),
        (SELECT group_concat(id || username || email) FROM users),
        (SELECT group_concat(id || body || user_id) FROM posts))";
    open(file)?.query_row(OF_FILE, [], |row| row.get(0))
}

fn set_readonly(file: &Path, readonly: bool) {
    let mut permissions = fs::metadata(file).expect("a file").permissions();
    permissions.set_readonly(readonly);
    allow(file, permissions);
}

/// In trusted grading it is no error only for what is open, and then it changes nothing.
fn allow(path: &Path, permissions: fs::Permissions) {
    let opened = fs::File::open(path).expect("a file of ours");
    opened.set_permissions(permissions).expect("a file of ours");
}

/// The names that a new connection sees, and what it should not be like.
fn opened(file: &Path) -> String {
    opened_as(file, false)
}

/// The same. An error is as good where the file is for reading only.
fn opened_as(file: &Path, readonly: bool) -> String {
    let names = "SELECT group_concat(username, ', ' ORDER BY id) FROM users";
    let seen = connect(&config_for(&format!("sqlite:///{}", file.display())))
        .map_err(|error| {
            if readonly && file.exists() {
                "its rows, or an error".to_owned()
            } else {
                told(error)
            }
        })
        .and_then(|db| {
            let names = db.query_row(names, [], |row| row.get::<_, String>(0));
            names
                .map(|names| format!("{names}{}", unlike_a_new_one(&db)))
                .map_err(|error| error.to_string())
        });
    match seen {
        Ok(names) if readonly && names == SUSAN_AND_JOHN => "its rows, or an error".to_owned(),
        Ok(text) | Err(text) => text,
    }
}

fn unlike_a_new_one(db: &Connection) -> &'static str {
    let is = |name, value| setting(db, name).is_ok_and(|now| now == value);
    if !db.is_autocommit() {
        ", in a transaction"
    } else if is("synchronous", "1") && !is("journal_mode", "wal") {
        ", with synchronous NORMAL and no WAL"
    } else {
        ""
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
    const TEXT: &str = "This is a text and no database.";
    let (folder, file) = (work.join("a-folder"), work.join("a-file"));
    fs::create_dir(&folder).expect("an empty folder");
    fs::write(&file, TEXT.repeat(99)).expect("a text");
    let url = |path: &Path, end: &str| format!("sqlite:///{}{end}", path.display());
    let urls = [
        ("a folder", url(&folder, "")),
        ("below a file", url(&file, "/x/app.db")),
        ("a zero byte in the name", url(&folder, "/a%00b.db")),
        ("no URL", "app.db".to_owned()),
    ];
    let lines = urls.map(|(what, url)| format!("{what}: {}", tried(&url)));
    let _ = (
        fs::remove_dir_all(folder),
        fs::write(&file, TEXT.repeat(99)),
    );
    let mut lines = lines.to_vec();
    lines.push(format!("a text: {}", no_database(&file)));
    let _ = fs::remove_file(file);
    lines.join("\n")
}

/// Whether there is an error, and the program is still where it was.
fn tried(url: &str) -> String {
    let here = std::env::current_dir().expect("a current directory");
    let told = connect(&config_for(url)).map_or("an error", |_| "a connection");
    if std::env::current_dir().is_ok_and(|now| now == here) {
        return told.to_owned();
    }
    let _ = std::env::set_current_dir(here);
    format!("{told}, and the program was moved to another directory")
}

/// SQLite tells it when the file is read, so not each `connect` has to know it.
fn no_database(file: &Path) -> String {
    let before = fs::read(file).unwrap_or_default();
    let used = connect(&config_for(&format!("sqlite:///{}", file.display())))
        .is_ok_and(|db| db.execute_batch("CREATE TABLE posts (body TEXT)").is_ok());
    match fs::read(file) {
        Ok(after) if after == before && used => "another database is opened".to_owned(),
        Ok(after) if after == before => "an error, and it is kept".to_owned(),
        Ok(after) => format!(
            "it is gone, and a file of {} bytes is in its place",
            after.len()
        ),
        Err(_) => "it is gone".to_owned(),
    }
}

/// Whether two names are those of one file, or one of them is of none.
fn is_same_file(one: &Path, other: &Path) -> bool {
    if !one.is_file() || !other.is_file() {
        return true;
    }
    let time = |file| fs::metadata(file).and_then(|about| about.modified()).ok();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let opened = fs::File::options().write(true).open(one);
    let opened = opened.and_then(|file| file.set_modified(long_ago));
    opened.is_ok() && time(other) == Some(long_ago)
}

/// The name of the file, and its tables if it has any.
fn fresh_file(db: &Connection) -> String {
    let path = Path::new(db.path().unwrap_or_default());
    let name = path.file_name().unwrap_or_default().display();
    let tables = "SELECT count(*) FROM sqlite_schema";
    match db.query_row(tables, [], |row| row.get::<_, i64>(0)) {
        Ok(0) => format!("{name}{}", marks(db)),
        Ok(tables) => format!("{name}, with {tables} table(s) or index(es) in it"),
        Err(error) => format!("{name}: {error}"),
    }
}

/// The two numbers of its owner's that a file has in its header.
fn marks(db: &Connection) -> String {
    let marked = ["user_version", "application_id"]
        .into_iter()
        .filter(|name| setting(db, name).is_ok_and(|number| number != "0"));
    marked.map(|name| format!(", with a {name}")).collect()
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

fn told_of(seen: rusqlite::Result<String>) -> String {
    seen.unwrap_or_else(|error| error.to_string())
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

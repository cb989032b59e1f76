//! An upgrade that copies before it starts and checks before it commits.

use crate::shared::{answer, answered, connect, first_line, left_behind, setting, texts};
use evolve::{EvolveError, Repo, back_up, current, refinery_alone, upgrade};
use rusqlite::Connection;
use scenario::{
    Crashes, Scenario, Statement, TEXTS, ToolRun, is_sound, open, settings, traced, untraced,
};
use std::fs;
use std::path::{Path, PathBuf};

/// V2 builds users anew, while posts refer to it. V3 is not to be cut at each semicolon, and ends in
/// a comment.
const FILES: [(&str, &str); 3] = [
    (
        "V1__create_users_and_posts.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT UNIQUE);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT,
             user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE);",
    ),
    (
        "V2__names_are_required.sql",
        "CREATE TABLE new_users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);
         INSERT INTO new_users (id, username) SELECT id, username FROM users;
         DROP TABLE users;
         ALTER TABLE new_users RENAME TO users;",
    ),
    (
        "V3__create_tags.sql",
        "CREATE TABLE tags (post_id INTEGER NOT NULL REFERENCES posts(id), name TEXT NOT NULL);
         INSERT INTO tags SELECT id, 'old; and good' FROM posts;
         CREATE TRIGGER no_tag AFTER DELETE ON posts BEGIN
             DELETE FROM tags WHERE post_id = old.id; DELETE FROM tags WHERE name = '';
         END;
         -- the end",
    ),
];

const LOSES_JOHN: &str = "CREATE TABLE tags (name TEXT);
    DELETE FROM users WHERE username = 'john';";

const FAILS: &str = "CREATE TABLE tags (name TEXT);
    INSERT INTO nonsense VALUES (1);";

const MAKES_A_LIKE: &str = "CREATE TABLE likes (post_id INTEGER REFERENCES posts(id));
    INSERT INTO likes VALUES (99);";

const REFERS_TO_NO_KEY: &str = "CREATE TABLE tags (name TEXT REFERENCES posts(body));
    INSERT INTO tags VALUES ('again');";

pub fn run(s: &mut Scenario) {
    let good = folder(s, "good", FILES[2].1);
    wal(s, &good);
    older_copies(s, &good);
    others(s, &good);
    failures(s);
    tools(s, &good);
}

/// The newest rows are in the file app.db-wal, and other programs have the database open.
fn wal(s: &mut Scenario, good: &Path) {
    let home = home(s, "wal");
    let file = home.join("app.db");
    let busy = at_one(&file);
    busy.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
        .expect("WAL");
    busy.execute_batch(ROWS).expect("rows");
    for text in TEXTS {
        busy.execute("INSERT INTO notes (text) VALUES (?1)", [text])
            .expect("a note");
    }
    busy.execute_batch("INSERT INTO notes (text) VALUES (NULL), (x'0041ff')")
        .expect("notes that are no texts");
    // A reader that began before maria came: nobody can empty app.db-wal while it reads.
    let reader = open(&file).expect("a database");
    let begun = reader.execute_batch("BEGIN; SELECT count(*) FROM posts");
    begun.expect("a reader");
    busy.execute_batch("INSERT INTO users VALUES (3, 'maria')")
        .expect("a row");
    let mut db = connect(&file);
    s.observe(
        "wal-copy",
        "in WAL mode, while somebody reads: the copy",
        || {
            let copy = backed_up(&db);
            format!("{copy}\n{}\n{}", copies(&home), missing(&home, &file))
        },
    );
    for copy in copies_in(&home) {
        fs::remove_file(copy).expect("a copy");
    }
    let mut statements = Vec::new();
    s.observe(
        "wal-upgrade",
        "in WAL mode, while somebody reads: to head",
        || {
            let before = settings(&db);
            let (result, trace) = traced(|| upgrade(&mut db, &repo(good), None));
            statements = trace.statements;
            let left = left(&db, &before);
            format!("{}\n{left}\n{}", said(&result), stands(&file))
        },
    );
    s.clue("keys-switched-off", switched_off(&statements));
    s.clue("who-migrates", who(&statements));
    s.observe(
        "wal-copy-of-before",
        "in WAL mode, while somebody reads: the copy of before",
        || copies(&home),
    );
    s.observe(
        "refinery-afterwards",
        "after that, refinery itself has nothing to do",
        || match refinery_alone(&mut connect(&file), &repo(good)) {
            Ok(versions) => format!("it applies {}", list(&versions)),
            Err(error) => first_line(&error),
        },
    );
}

/// Tells a pragma inside of a transaction from none.
fn switched_off(statements: &[Statement]) -> &'static str {
    let mut open = false;
    let mut inside = false;
    for sql in statements {
        let sql = sql.to_lowercase().replace(' ', "");
        let starts = |words: &[&str]| words.iter().any(|word| sql.starts_with(word));
        open = (open || starts(&["begin", "savepoint"]))
            && !starts(&["commit", "end", "release", "rollback"]);
        let off = ["=0", "=off", "=false", "='0'", "='off'", "(0)", "(off)"];
        if off
            .iter()
            .any(|off| sql.contains(&format!("foreign_keys{off}")))
        {
            if !open {
                return "outside of a transaction";
            }
            inside = true;
        }
    }
    if inside {
        "inside of a transaction"
    } else {
        "nowhere"
    }
}

/// refinery reads its whole history before each run.
fn who(statements: &[Statement]) -> &'static str {
    let reads = |sql: &Statement| sql.contains("SELECT") && sql.contains("applied_on");
    if statements.iter().any(reads) {
        "refinery"
    } else {
        "somebody else"
    }
}

/// What hangs on the database, and is not in its copies.
fn missing(home: &Path, file: &Path) -> String {
    let wanted = hangs_on(file);
    let lacks = |copy: &PathBuf| {
        let found = alone(copy, hangs_on);
        wanted.iter().find(|thing| !found.contains(thing)).cloned()
    };
    match copies_in(home).iter().find_map(lacks) {
        Some((what, _)) => format!("in app.db, and not in the copy, or not the same: {what}"),
        None => "with all notes, indexes, views, triggers, counters and settings".to_owned(),
    }
}

/// The schema to the letter, the counters, what the application has noted in the header, and all
/// values: what each is, and what is to be the same of it.
fn hangs_on(file: &Path) -> Vec<(String, String)> {
    let schema = "SELECT 'the ' || type || ' ' || name, coalesce(sql, '') FROM sqlite_schema
        ORDER BY type, name";
    let counters = "SELECT 'the counter ' || seq || ' of ' || name, '' FROM sqlite_sequence";
    let header = "SELECT 'user_version ' || user_version, '' FROM pragma_user_version
        UNION ALL SELECT 'application_id ' || application_id, '' FROM pragma_application_id";
    let notes = "SELECT 'the note number ' || id || ', ' || quote(text), typeof(text) FROM notes
        ORDER BY id";
    let db = connect(file);
    let pairs = |sql| -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = db.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let all = [schema, counters, header, notes].map(|sql| pairs(sql).unwrap_or_default());
    all.concat()
}

fn older_copies(s: &mut Scenario, good: &Path) {
    let home = home(s, "older");
    let file = home.join("app.db");
    drop(filled(&file));
    // The one between has been deleted, and one is of another version.
    for name in ["app.db.bak-1", "app.db.bak-1.2", "app.db.bak-10"] {
        older(&home, name);
    }
    s.observe(
        "older-copies",
        "there are older copies of this version",
        || {
            let run = go(&file, good, None);
            format!("{run}\n{}", copies(&home))
        },
    );
    let home = self::home(s, "twice");
    let file = home.join("app.db");
    drop(filled(&file));
    older(&home, "app.db.bak-1.1");
    // SQLite takes an empty file for a new one.
    fs::write(home.join("app.db.bak-1.2"), "").expect("a file");
    s.observe(
        "copied-twice",
        "two copies of one version, maria comes between them, and nine copies more",
        || {
            let db = connect(&file);
            let first = backed_up(&db);
            db.execute_batch("INSERT INTO users VALUES (3, 'maria')")
                .expect("a row");
            let second = backed_up(&db);
            let there = copies(&home);
            format!("{first}\n{second}\n{there}\n{}", nine_more(&db, &home))
        },
    );
}

/// Whoever counts to nine, or has room for one digit, writes over a copy at last.
fn nine_more(db: &Connection, home: &Path) -> String {
    for number in 4..=12 {
        let told = match back_up(db) {
            Ok(copy) if copy == home.join(format!("app.db.bak-1.{number}")) => continue,
            Ok(copy) => format!("a copy called {}", name_of(&copy)),
            Err(error) => refused(&error),
        };
        return format!("one of nine more: {told}");
    }
    "nine more: each has the first name that is free".to_owned()
}

fn older(home: &Path, name: &str) {
    let older = open(&home.join(name)).expect("a database");
    older.execute_batch(OLDER).expect("a table");
}

/// What `back_up` returns, and what it has changed on the connection.
fn backed_up(db: &Connection) -> String {
    let before = settings(db);
    let copy = match back_up(db) {
        Ok(path) => path.display().to_string(),
        Err(error) => refused(&error),
    };
    format!("returned: {copy}{}", left_behind(db, &before, |_| true))
}

fn others(s: &mut Scenario, good: &Path) {
    let to_two = home(s, "o'brien 100%23 é").join("app.db");
    drop(filled(&to_two));
    // The version of a database is not always the one before the next.
    let gap = folder(s, "gap", FILES[2].1);
    fs::rename(gap.join(FILES[2].0), gap.join("V10__create_tags.sql")).expect("a migration");
    s.observe(
        "to-2-then-head",
        "in a folder called o'brien 100%23 é: to version 2, then to head, where V10 follows",
        || {
            let mut db = connect(&to_two);
            let first = go_on(&mut db, &to_two, &gap, Some(2));
            let second = go_on(&mut db, &to_two, &gap, None);
            let home = to_two.parent().expect("a folder");
            let copies = copies(home);
            // Nor is it how many there are.
            let third = match back_up(&db) {
                Ok(copy) => name_of(&copy),
                Err(error) => refused(&error),
            };
            format!("{first}\n{second}\n{copies}\none copy more: {third}")
        },
    );
    no_way(s, good);
    let begun = home(s, "begun").join("app.db");
    drop(filled(&begun));
    s.observe(
        "in-transaction",
        "the owner of the connection is in a transaction: back_up, upgrade",
        || in_transaction(&begun, good),
    );
    let odd = home(s, "odd");
    s.observe(
        "odd-names",
        "files and folders with odd names, with another ending or none: two copies of each",
        || odd_names(&odd),
    );
    let at_head = home(s, "head").join("app.db");
    drop(filled(&at_head));
    refinery_off(&at_head, good);
    s.observe("at-head", "at head: nothing to do, and no copy", || {
        let run = go(&at_head, good, None);
        format!("{run}\n{}", copies(at_head.parent().expect("a folder")))
    });
    let empty = home(s, "empty").join("app.db");
    s.observe("empty-database", "an empty database: to head", || {
        let run = go(&empty, good, None);
        format!("{run}\n{}", names(empty.parent().expect("a folder")))
    });
    let off = home(s, "off").join("app.db");
    drop(filled(&off));
    let losing = home(s, "off-and-losing").join("app.db");
    drop(filled(&losing));
    let loses = folder(s, "off-files", LOSES_JOHN);
    let mut journal = String::new();
    s.observe(
        "foreign-keys-off",
        "foreign keys were off before: to head, and elsewhere with a V3 that loses john",
        || {
            let mut db = connect(&off);
            untraced(|| db.pragma_update(None, "foreign_keys", false)).expect("a setting");
            let before = settings(&db);
            let result = said(&upgraded(&mut db, &repo(good), None));
            let left = left(&db, &before);
            let mode = || db.pragma_query_value(None, "journal_mode", |row| row.get(0));
            journal = untraced(mode).unwrap_or_default();
            let names = names(off.parent().expect("a folder"));
            let mut db = connect(&losing);
            untraced(|| db.pragma_update(None, "foreign_keys", false)).expect("a setting");
            let loses = said(&upgraded(&mut db, &repo(&loses), None));
            format!(
                "{result}\n{left}\n{}\n{names}\nwith a V3 that loses john: {loses}",
                stands(&off)
            )
        },
    );
    s.clue("journal", journal);
    s.observe(
        "in-memory",
        "a database in memory cannot be copied: nothing runs",
        || {
            let mut db = Connection::open_in_memory().expect("a database");
            untraced(|| db.pragma_update(None, "foreign_keys", true)).expect("a setting");
            let before = settings(&db);
            let copy = backed_up(&db);
            let result = said(&upgraded(&mut db, &repo(good), None));
            let left = left(&db, &before);
            let tables = texts(
                &db,
                "SELECT name FROM sqlite_schema WHERE name = 'users'",
                &[],
            );
            let tables = tables.expect("tables");
            let there = if tables.is_empty() { "no" } else { "a" };
            format!(
                "{copy}\n{result}\n{left}\nthere is {there} table users\n{}",
                strays()
            )
        },
    );
    let work = s.work().to_owned();
    s.observe(
        "folder-renamed",
        "the folder is renamed while the database is open: without a copy nothing runs",
        || without_folder(&work, good),
    );
}

/// Versions to which nothing leads, and a history that does not fit.
fn no_way(s: &mut Scenario, good: &Path) {
    let file = home(s, "no-way").join("app.db");
    drop(filled(&file));
    let edited = folder(s, "edited", FILES[2].1);
    fs::write(
        edited.join(FILES[0].0),
        format!("{}\n-- edited", FILES[0].1),
    )
    .expect("a migration");
    s.observe(
        "no-way",
        "to version 9, to version 0, to version 1, to head with an edited V1: no copy",
        || {
            let mut db = connect(&file);
            let before = settings(&db);
            let mut to = |dir: &Path, to| said(&upgraded(&mut db, &repo(dir), to));
            let said = [
                to(good, Some(9)),
                to(good, Some(0)),
                to(good, Some(1)),
                to(&edited, None),
            ];
            let left = left(&db, &before);
            let names = names(file.parent().expect("a folder"));
            format!("{}\n{left}\n{}\n{names}", said.join("\n"), stands(&file))
        },
    );
}

/// What they answer then is not judged. What was begun is the owner's to end.
fn in_transaction(file: &Path, good: &Path) -> String {
    let mut db = connect(file);
    // Not a row: while this connection has written, its backup waits for it, for ever.
    let begin = "BEGIN; SELECT count(*) FROM users";
    let mut told = Vec::new();
    for word in ["back_up", "upgrade"] {
        db.execute_batch(begin).expect("a transaction");
        let before = settings(&db);
        match word {
            "back_up" => drop(back_up(&db)),
            _ => drop(upgraded(&mut db, &repo(good), None)),
        }
        let open = if db.is_autocommit() { "ended" } else { "open" };
        let left = left_behind(&db, &before, |_| true);
        let _ = db.execute_batch("ROLLBACK");
        told.push(format!("{word}: the transaction is {open}{left}"));
    }
    format!("{}\nafter ROLLBACK, {}", told.join("\n"), stands(file))
}

/// A copy is called as its database, with more behind it.
fn odd_names(home: &Path) -> String {
    let first = home.join("first");
    drop(filled(&first));
    let mut names: Vec<String> = ["data", "app.sqlite3", ".db", "app.db.bak-1", "zoe.db.db"]
        .map(str::to_owned)
        .into();
    // Each is a part of a name that is not too long.
    let is_free =
        |sign: &char| !['/', '\\'].contains(sign) && (cfg!(unix) || sign.is_alphanumeric());
    for texts in TEXTS.chunks(16) {
        names.push(texts.concat().chars().filter(is_free).collect());
    }
    let fault = |name: &String| {
        let folder = home.join(format!("in {name}"));
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join(name);
        fs::copy(&first, &file).expect("a database");
        let db = connect(&file);
        let wanted = ["", ".1"].map(|end| folder.join(format!("{name}.bak-1{end}")));
        let returned = [back_up(&db), back_up(&db)];
        let told = |copy: &Result<PathBuf, EvolveError>| match copy {
            Ok(path) => format!("a copy called {:?}", name_of(path)),
            Err(error) => refused(error),
        };
        let is_right = |(copy, wanted): (&Result<PathBuf, EvolveError>, &PathBuf)| {
            copy.as_ref().is_ok_and(|copy| copy == wanted) && is_whole(wanted)
        };
        let mut pairs = returned.iter().zip(&wanted);
        let wrong = pairs.find(|pair| !is_right(*pair));
        let others = fs::read_dir(&folder).map_or(0, Iterator::count);
        let told = wrong.map(|(copy, _)| told(copy));
        let told = told.or_else(|| (others != 3).then(|| "another file is there".to_owned()));
        told.map(|told| format!("of a database called {name:?}: {told}"))
    };
    let faults: Vec<String> = names.iter().filter_map(fault).collect();
    match faults.split_first() {
        None => "each has its copies".to_owned(),
        Some((fault, [])) => fault.clone(),
        Some((fault, rest)) => format!("{fault}, and {} more", rest.len()),
    }
}

/// In WAL mode its files are open already, so only the copy has no place. Windows does not rename
/// such a folder, and there is a copy then.
fn without_folder(work: &Path, good: &Path) -> String {
    let folders = ["moved-away", "found-again"].map(|name| work.join(name));
    fs::create_dir_all(&folders[0]).expect("a folder");
    let file = folders[0].join("app.db");
    drop(filled(&file));
    let mut db = connect(&file);
    db.execute_batch("PRAGMA journal_mode = WAL; INSERT INTO users VALUES (3, 'maria')")
        .expect("WAL");
    let before = settings(&db);
    let _ = fs::rename(&folders[0], &folders[1]);
    let result = upgraded(&mut db, &repo(good), None);
    let left = left(&db, &before);
    let version = current(&db).expect("a version");
    drop(db);
    let copied = folders.map(|home| match home.exists() && !copies_in(&home).is_empty() {
        // A copy where the folder was is not next to the database.
        true if home.join("app.db").exists() => "a copy",
        true => "a copy where the folder was",
        false => "no copy",
    });
    let copy = copied.into_iter().find(|copy| *copy != "no copy");
    let told = match (result, version, copy) {
        (Ok(_), 3, Some("a copy")) | (Err(_), 1, None) => "as it should be".to_owned(),
        (result, _, copy) => format!(
            "{}\nversion {version}, and {}",
            said(&result),
            copy.unwrap_or("no copy")
        ),
    };
    format!("{told}\n{left}")
}

/// A copy whose path is made of no path lies in the current directory.
fn strays() -> String {
    let here = std::env::current_dir().expect("a folder");
    match copies_in(&here).first().and_then(|path| path.file_name()) {
        Some(name) => format!(
            "a file {} is in the current directory",
            name.to_string_lossy()
        ),
        None => "no file is in the current directory".to_owned(),
    }
}

fn failures(s: &mut Scenario) {
    for (id, title, third) in [
        (
            "orphans",
            "V3 deletes john but not his posts: to head",
            LOSES_JOHN,
        ),
        ("migration-fails", "V3 fails half-way: to head", FAILS),
        (
            "cannot-be-checked",
            "V3 refers to a column that is no key, so nobody can check: to head",
            REFERS_TO_NO_KEY,
        ),
    ] {
        let dir = folder(s, &format!("{id}-files"), third);
        let file = home(s, id).join("app.db");
        drop(filled(&file));
        s.observe(id, title, || {
            let run = go(&file, &dir, None);
            format!("{run}\n{}", copies(file.parent().expect("a folder")))
        });
    }
    let dir = folder(s, "old-orphan-files", FILES[2].1);
    let file = home(s, "old-orphan").join("app.db");
    let lost = filled(&file);
    lost.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO posts VALUES (4, 'lost', 99)")
        .expect("a row that refers to nothing");
    drop(lost);
    // In a table that no migration knows.
    let unknown = home(s, "old-like").join("app.db");
    let likes = "PRAGMA foreign_keys = OFF;
        CREATE TABLE likes (post_id INTEGER REFERENCES posts(id)); INSERT INTO likes VALUES (99)";
    let lost = filled(&unknown);
    lost.execute_batch(likes)
        .expect("another row that refers to nothing");
    drop(lost);
    // In a table that comes with it.
    let makes = folder(s, "new-like-files", MAKES_A_LIKE);
    let new = home(s, "new-like").join("app.db");
    drop(filled(&new));
    s.observe(
        "orphan-before",
        "a post had no author before the upgrade, elsewhere a like had no post; and a V3 that makes such a like: to head",
        || {
            let run = go(&file, &dir, None);
            let copies = names(file.parent().expect("a folder"));
            let like = said(&upgraded(&mut connect(&unknown), &repo(&dir), None));
            let made = said(&upgraded(&mut connect(&new), &repo(&makes), None));
            format!("{run}\n{copies}\nwith the like: {like}\nwith a new one: {made}")
        },
    );
    let dir = folder(s, "refused-files", FILES[2].1);
    let file = home(s, "refused").join("app.db");
    let cut = "CREATE TRIGGER keep_history BEFORE INSERT ON refinery_schema_history
        WHEN NEW.version = 3 BEGIN SELECT RAISE(ROLLBACK, 'the history stays'); END";
    filled(&file).execute_batch(cut).expect("a trigger");
    s.observe(
        "power-cut",
        "the power is cut before V3 is in the history",
        || {
            let run = go(&file, &dir, None);
            format!("{run}\n{}", names(file.parent().expect("a folder")))
        },
    );
    let file = home(s, "locked").join("app.db");
    drop(filled(&file));
    s.observe(
        "commit-refused",
        "somebody reads, with a rollback journal: SQLite refuses to commit V2",
        || {
            let reader = open(&file).expect("a database");
            let begun = reader.execute_batch("BEGIN; SELECT count(*) FROM posts");
            begun.expect("a reader");
            let mut db = connect(&file);
            db.busy_timeout(std::time::Duration::ZERO)
                .expect("a setting");
            let run = go_on(&mut db, &file, &dir, None);
            format!("{run}\n{}", names(file.parent().expect("a folder")))
        },
    );
}

fn tools(s: &mut Scenario, good: &Path) {
    let (mut runs, mut fault) = (Vec::new(), None);
    for journal in ["DELETE", "WAL"] {
        let file = in_journal(s, journal);
        let before = everything(&file);
        let crashes = s.crashes(tool(s, good, &file), file.parent().expect("a folder"));
        let run = ToolRun {
            // What it says there is its own business.
            stderr: String::new(),
            ..crashes.run.clone()
        };
        runs.push(format!("{run}\n{}", stands(&file)));
        fault = fault.or_else(|| faults(s, good, &file, &before, &crashes));
    }
    s.observe("tool", "the tool: upgrade, and again in WAL mode", || {
        runs.join("\n")
    });
    let told = fault.unwrap_or_else(|| "as it should be, each time".to_owned());
    s.observe(
        "tool-crashes",
        "the process dies, the power fails, wherever it can",
        || told,
    );
}

fn tool(s: &Scenario, dir: &Path, file: &Path) -> scenario::Tool {
    let arguments = ["--directory", &*dir.to_string_lossy(), "upgrade"];
    s.tool(&arguments)
        .env("DATABASE_URL", &format!("sqlite:///{}", file.display()))
}

/// A filled database in a folder of its own, with this kind of journal, as those that are not recorded.
fn in_journal(s: &Scenario, journal: &str) -> PathBuf {
    let file = home(s, &format!("journal-{journal}").to_lowercase()).join("app.db");
    let db = filled(&file);
    untraced(|| db.pragma_update(None, "journal_mode", journal)).expect("a journal mode");
    drop(db);
    file
}

/// What is wrong after one of the crashes, or after the next run.
fn faults(
    s: &Scenario,
    good: &Path,
    file: &Path,
    before: &str,
    crashes: &Crashes,
) -> Option<String> {
    let torn = crashes.fault(|| torn(file, before));
    torn.or_else(|| {
        crashes.fault_of_next_run(|| {
            let again = tool(s, good, file).run();
            let is_done = is_sound(file) && stands(file).contains("schema: 3\n");
            let is_done = is_done && again.code == Some(0);
            (!is_done).then(|| format!("once more: {again}\n{}", found(file)))
        })
    })
}

/// What is wrong with the database of an upgrade that has come so far.
fn torn(file: &Path, before: &str) -> Option<String> {
    let version = open(file).and_then(|db| current(&db)).unwrap_or(-1);
    let found = found(file);
    if !found.contains(&format!("schema: {version}\n")) || !found.contains(POSTS) {
        return Some(found);
    }
    let home = file.parent().expect("a folder");
    let is_there = copies_in(home)
        .iter()
        .any(|copy| name_of(copy).starts_with("app.db.bak-1") && is_whole(copy));
    if version != 1 && !is_there {
        let names: Vec<String> = copies_in(home).iter().map(|copy| name_of(copy)).collect();
        return Some(format!(
            "version {version}, and no whole copy of version 1 is on the disk; besides app.db \
             there is {}",
            list_of(&names)
        ));
    }
    let changed = (version == 1 && !is_there).then(|| new_line(&everything(file), before));
    let changed = changed.flatten();
    changed.map(|line| format!("before there is a copy, there is this, which was not: {line}"))
}

fn found(file: &Path) -> String {
    if is_sound(file) {
        stands(file)
    } else {
        "the database is damaged".to_owned()
    }
}

/// The first line of a text that another one has not.
fn new_line(text: &str, before: &str) -> Option<String> {
    let before: Vec<&str> = before.lines().collect();
    let line = text.lines().find(|line| !before.contains(line));
    line.map(str::to_owned)
}

/// All that a database holds, also what nobody expects in it, in lines.
fn everything(file: &Path) -> String {
    let version = answer(
        file,
        "SELECT 'user_version ' || user_version FROM pragma_user_version",
    );
    let schema = "SELECT group_concat(replace(sql, char(10), ' '), char(10) ORDER BY name)
        FROM sqlite_schema";
    format!("{version}\n{}\n{}", answer(file, schema), stands(file))
}

const ROWS: &str = "INSERT INTO users VALUES (1, 'susan'), (2, 'john');
    INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'hello', 1), (3, 'again', 1)";

/// What a copy has to have besides tables and rows.
const HANGS_ON: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT);
    INSERT INTO notes VALUES (9, 'gone'); DELETE FROM notes;
    CREATE INDEX ix_notes_text ON notes (text);
    CREATE VIEW all_notes AS SELECT text FROM notes;
    CREATE TRIGGER no_empty_note AFTER INSERT ON notes WHEN new.text = ''
        BEGIN DELETE FROM notes WHERE id = new.id; END;
    PRAGMA user_version = 41; PRAGMA application_id = 43";

/// What the grader leaves where a copy would go.
const OLDER: &str = "CREATE TABLE older (words TEXT);
    INSERT INTO older VALUES ('the only good copy')";

const POSTS: &str = "posts: 1 by john, 2 by susan, 3 by susan";

fn home(s: &Scenario, name: &str) -> PathBuf {
    let home = s.work().join(name);
    fs::create_dir_all(&home).expect("a folder");
    home
}

/// The grader's migrations, with this one as the third.
fn folder(s: &Scenario, name: &str, third: &str) -> PathBuf {
    let dir = home(s, name);
    for (file, sql) in [FILES[0], FILES[1], (FILES[2].0, third)] {
        fs::write(dir.join(file), sql).expect("a migration");
    }
    dir
}

fn repo(dir: &Path) -> Repo {
    Repo::read(dir).expect("the grader's migrations")
}

/// A database at version 1 without rows.
fn at_one(file: &Path) -> Connection {
    let mut db = open(file).expect("a database");
    let dir = file.with_extension("files");
    fs::create_dir_all(&dir).expect("a folder");
    fs::write(dir.join(FILES[0].0), FILES[0].1).expect("a migration");
    refinery_alone(&mut db, &repo(&dir)).expect("the grader's migrations");
    fs::remove_dir_all(dir).expect("a folder");
    db.execute_batch(HANGS_ON).expect("what hangs on it");
    db
}

fn filled(file: &Path) -> Connection {
    let db = at_one(file);
    db.execute_batch(ROWS).expect("rows");
    db
}

/// Foreign keys are off on this connection: nothing is lost.
fn refinery_off(file: &Path, dir: &Path) {
    let mut db = open(file).expect("a database");
    refinery_alone(&mut db, &repo(dir)).expect("the grader's migrations");
}

fn go(file: &Path, dir: &Path, to: Option<i32>) -> String {
    go_on(&mut connect(file), file, dir, to)
}

/// As a connection that is lent: one that the answer opens is not taken for it.
fn upgraded(db: &mut Connection, repo: &Repo, to: Option<i32>) -> Result<Vec<i32>, EvolveError> {
    traced(|| upgrade(db, repo, to)).0
}

fn go_on(db: &mut Connection, file: &Path, dir: &Path, to: Option<i32>) -> String {
    let before = settings(db);
    let result = said(&upgraded(db, &repo(dir), to));
    format!("{result}\n{}\n{}", left(db, &before), stands(file))
}

fn said(result: &Result<Vec<i32>, EvolveError>) -> String {
    match result {
        Ok(versions) => format!("Ok: {}", list(versions)),
        Err(error) => refused(error),
    }
}

fn refused(error: &EvolveError) -> String {
    match error {
        // Whoever rolls back what is rolled back already: why it was, nobody learns.
        EvolveError::Db(error) if error.to_string().contains("no transaction is active") => {
            "an error of SQLite's: no transaction is active".to_owned()
        }
        EvolveError::Db(_) | EvolveError::Refinery(_) => "an error of SQLite's".to_owned(),
        EvolveError::Backup(_) => "there is no copy".to_owned(),
        error => format!("{error:?}"),
    }
}

fn list(versions: &[i32]) -> String {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    list_of(&versions)
}

fn list_of(words: &[String]) -> String {
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join(", ")
    }
}

fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// How the connection is left. Another kind of journal and another way to wait for the disk are
/// welcome, if they keep what is written.
fn left(db: &Connection, before: &[String]) -> String {
    let keys = match setting(db, "foreign_keys") {
        Some(1) => "on",
        _ => "off",
    };
    let open = if db.is_autocommit() { "no" } else { "a" };
    let counts = |now: &&String| {
        let (name, value) = now.split_once(' ').unwrap_or_default();
        match name {
            "foreign_keys" => false,
            "synchronous" => value == "0",
            "journal_mode" => ["off", "memory"].contains(&value),
            _ => true,
        }
    };
    let behind = left_behind(db, before, counts);
    format!("foreign keys: {keys}, {open} transaction is open{behind}")
}

/// The version that the tables look like, the history, and whose posts there are.
fn stands(file: &Path) -> String {
    let db = connect(file);
    let has = |sql: &str| untraced(|| db.query_row(sql, [], |_| Ok(()))).is_ok();
    let table = |name: &str| {
        has(&format!(
            "SELECT 1 FROM sqlite_schema WHERE name = '{name}'"
        ))
    };
    let required =
        has("SELECT 1 FROM pragma_table_info('users') WHERE name = 'username' AND \"notnull\"");
    let schema = match (table("users"), required, table("tags")) {
        (false, _, false) => "0",
        (true, false, false) => "1",
        (true, true, false) => "2",
        (true, true, true) => "3",
        _ => "of no version",
    };
    let listed = |name: &str, sql: &str, otherwise: &str| {
        if table(name) {
            answered(&db, sql)
        } else {
            otherwise.to_owned()
        }
    };
    let history =
        "SELECT group_concat(version, ', ' ORDER BY version) FROM refinery_schema_history";
    let history = listed("refinery_schema_history", history, "nothing");
    let posts = "SELECT group_concat(posts.id || ' by ' || coalesce(username, 'nobody'), ', '
        ORDER BY posts.id) FROM posts LEFT JOIN users ON users.id = user_id";
    let posts = listed("posts", posts, "no such table");
    let users = "SELECT group_concat(username, ', ' ORDER BY id) FROM users";
    let users = listed("users", users, "no such table");
    // Either nobody has written that number, or the owner of the database has.
    let number = match setting(&db, "user_version") {
        None | Some(0 | 41) => String::new(),
        Some(number) => format!("\nuser_version: {number}"),
    };
    format!("schema: {schema}\nhistory: {history}\nusers: {users}\nposts: {posts}{number}")
}

fn copies_in(home: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(home)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            let name = path.to_string_lossy();
            let is_other = ["app.db", "-wal", "-shm", "-journal"];
            !is_other.iter().any(|end| name.ends_with(end))
        })
        .collect();
    files.sort();
    files
}

/// The names of the copies in a folder.
fn names(home: &Path) -> String {
    let names: Vec<String> = copies_in(home).iter().map(|copy| name_of(copy)).collect();
    format!("copies: {}", list_of(&names))
}

/// The copies in a folder, and what is in them.
fn copies(home: &Path) -> String {
    let files = copies_in(home);
    if files.is_empty() {
        return "no copy".to_owned();
    }
    let describe = |path: &PathBuf| {
        let name = name_of(path);
        alone(path, |copy| {
            if answer(copy, "SELECT words FROM older") == "the only good copy" {
                return format!("{name}: the older copy");
            }
            if fs::metadata(copy).is_ok_and(|copy| copy.len() == 0) {
                return format!("{name}: an empty file");
            }
            let sound = answer(copy, "PRAGMA integrity_check");
            format!("{name}: {sound}\n{}", stands(copy))
        })
    };
    let mut described: Vec<String> = files.iter().map(describe).collect();
    let beside = |path: &PathBuf| {
        let name = name_of(path);
        let log = path.with_file_name(format!("{name}-wal"));
        log.exists().then(|| format!("beside it: {name}-wal"))
    };
    described.extend(files.iter().filter_map(beside));
    described.join("\n")
}

/// A copy is one file: looks at it where nothing lies beside it.
fn alone<T>(copy: &Path, look: impl FnOnce(&Path) -> T) -> T {
    let elsewhere = std::env::temp_dir().join("moved");
    let _ = fs::remove_dir_all(&elsewhere);
    fs::create_dir_all(&elsewhere).expect("a folder");
    let moved = elsewhere.join("copy.db");
    let _ = fs::copy(copy, &moved);
    look(&moved)
}

/// A copy of the database as it was at version 1.
fn is_whole(copy: &Path) -> bool {
    let right = format!("schema: 1\nhistory: 1\nusers: susan, john\n{POSTS}");
    alone(copy, |copy| is_sound(copy) && stands(copy) == right)
}

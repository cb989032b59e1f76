//! `migrate` and `check` between a folder, a database and the models.

use crate::shared::generated::pair;
use crate::shared::{
    changed, database, edited, first_of, interrupted, rename, state, told, values, writer,
};
use autogenerate::{
    Choices, MigrateError, Repo, Schema, Script, check, downgrade, inspect, migrate, models,
    upgrade,
};
use rusqlite::Connection;
use scenario::{Scenario, TEXTS, open, untraced};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL);\n";
const POSTS: &str = "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT,
    user_id INTEGER REFERENCES users (id));\n";

pub fn run(s: &mut Scenario) {
    let models = schema(&format!("{USERS}{POSTS}"));
    first(s, &models);
    clean(s, &schema(USERS));
    stale(s, &models);
    refused(s);
    unmanaged(s, &models);
    broken(s, &models);
    let dir = folder(s, "generated", &[]);
    s.observe(
        "generated-pairs",
        "12 generated pairs: migrate, upgrade, check, downgrade",
        || generated(&dir),
    );
    tools(s);
}

fn first(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "first", &[]);
    let file = s.empty("first.db");
    s.observe(
        "empty-folder",
        "an empty folder and an empty database: migrate",
        || {
            let written = written(&connect(&file), &dir, models, "first migration");
            format!("{written}\n{}", files(&dir))
        },
    );
    let dir = folder(
        s,
        "next",
        &[
            ("V1__users", USERS),
            ("V4__tags", "CREATE TABLE tags (a TEXT)"),
        ],
    );
    let file = at_head(s, "next.db", &dir);
    insert(&file);
    let tags = format!("{USERS}{POSTS}CREATE TABLE tags (a TEXT);");
    s.observe(
        "next-version",
        "behind V1 and V4: migrate, upgrade, check, downgrade, check",
        || {
            let models = schema(&tags);
            let mut db = connect(&file);
            let written = written(&db, &dir, &models, "adds Posts!");
            let files = files(&dir);
            let rest = around(&mut db, &dir, &models);
            let names = values(&db, "users", "username");
            format!("{written}\n{files}\n{rest}\nusers: {names}")
        },
    );
}

fn clean(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "clean", &[("V1__users", USERS)]);
    let file = at_head(s, "clean.db", &dir);
    s.observe("nothing-differs", "nothing differs: migrate, check", || {
        let db = connect(&file);
        let written = written(&db, &dir, models, "nothing");
        // A rename that leads nowhere, and nobody needs.
        let choices = Choices {
            renames: vec![rename("users.nobody=username")],
            allow_drop: true,
        };
        format!(
            "{written}\nwith --rename, {}\ncheck: {}\n{}",
            written_with(&db, &dir, models, &choices, "nothing"),
            checked(&db, &dir, models),
            files(&dir)
        )
    });
    let drifted = open(&file).expect("a database");
    drifted
        .execute_batch("CREATE INDEX by_hand ON users (username)")
        .expect("an index");
    s.observe(
        "index-by-hand",
        "somebody made an index by hand: check, migrate",
        || {
            let db = connect(&file);
            let told = checked(&db, &dir, models);
            let before = files(&dir);
            let written = written(&db, &dir, models, "index");
            format!("{told}\n{before}\n{written}\n{}", files(&dir))
        },
    );
    interruptions(s, models);
}

/// Reading may fail in the middle, and somebody else may be writing.
fn interruptions(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "interrupted", &[("V1__users", USERS)]);
    let file = at_head(s, "interrupted.db", &dir);
    s.observe(
        "interrupted",
        "nothing differs, and reading is interrupted, each time a bit later: check, migrate",
        || {
            let check = in_the_middle(&file, |db| match check(db, &repo(&dir), models) {
                Ok(changes) => told(&changes),
                Err(error) => failed(&error).to_owned(),
            });
            let choices = Choices::default();
            let migrate = in_the_middle(&file, |db| {
                let path = migrate(db, &repo(&dir), models, &choices, "interrupted");
                match path.as_ref().map(Option::as_deref) {
                    Ok(None) => "nothing".to_owned(),
                    path => said(path).replace("migrate: ", ""),
                }
            });
            format!("check: {check}\nmigrate: {migrate}\n{}", files(&dir))
        },
    );
    let dir = folder(s, "busy", &[("V1__users", USERS)]);
    let file = at_head(s, "busy.db", &dir);
    let _writer = writer(&file);
    s.observe(
        "beside-a-writer",
        "in WAL mode, while another connection writes: check, migrate",
        || {
            let db = connect(&file);
            // SQLite would wait for five seconds.
            db.busy_timeout(Duration::ZERO).expect("a setting");
            // Elsewhere they are the other way round.
            for (name, value) in [("foreign_keys", false), ("query_only", true)] {
                untraced(|| db.pragma_update(None, name, value)).expect("a setting");
            }
            let check = checked(&db, &dir, models);
            // The script waits in its file until somebody has a turn to write.
            let more = schema(&format!("{USERS}{POSTS}"));
            format!("check: {check}\n{}", written(&db, &dir, &more, "posts"))
        },
    );
}

/// The first answer that is neither the right one nor an error of SQLite's.
fn in_the_middle(file: &Path, answer: impl Fn(&Connection) -> String) -> String {
    let fault = interrupted(&mut connect(file), 53, answer, |db, answer| {
        if !["nothing", "SQLite said no"].contains(&answer.as_str()) {
            Some(answer)
        } else if !db.is_autocommit() {
            Some("a transaction is open afterwards".to_owned())
        } else {
            None
        }
    });
    fault.unwrap_or_else(|| "nothing, or an error of SQLite".to_owned())
}

/// Neither a history nor a folder, but tables.
fn unmanaged(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "unmanaged", &[]);
    let file = s.empty("unmanaged.db");
    s.observe(
        "tables-without-folder",
        "an empty folder, tables made by hand, a history without a row: migrate, check",
        || {
            let history = "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY,
                name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));";
            open(&file)
                .and_then(|db| db.execute_batch(&format!("{USERS}{POSTS}{history}")))
                .expect("tables");
            let same = both(&file, &dir, models);
            format!(
                "{same}\nwithout posts in the models, {}",
                both(&file, &dir, &schema(USERS))
            )
        },
    );
}

/// The history and the folder disagree, so a comparison would tell about yesterday.
fn stale(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "stale", &[("V1__users", USERS)]);
    let file = at_head(s, "stale.db", &dir);
    fs::write(dir.join("V2__posts.sql"), POSTS).expect("a migration");
    let other = folder(
        s,
        "other-branch",
        &[("V1__users", USERS), ("V2__posts", POSTS)],
    );
    let merged = at_head(s, "other-branch.db", &other);
    for file in ["V2__posts.sql", "V2__posts.down.sql"] {
        fs::remove_file(other.join(file)).expect("a migration");
    }
    fs::write(other.join("V3__posts.sql"), POSTS).expect("a migration");
    s.observe(
        "v2-waits",
        "V2 waits, or V3, and V2 was applied and is gone: migrate, check",
        || {
            let behind = both(&file, &dir, models);
            format!("{behind}\nwith V3, {}", both(&merged, &other, models))
        },
    );
    let zero = folder(s, "zero", &[("V0__users", USERS)]);
    let dir = folder(s, "virgin", &[("V1__users", USERS)]);
    let file = s.empty("virgin.db");
    s.observe(
        "v1-waits",
        "V1 waits, or V0, and there is no history yet: migrate, check",
        || {
            let one = both(&file, &dir, models);
            format!("{one}\nwith V0, {}", both(&file, &zero, models))
        },
    );
    s.observe(
        "tables-by-chance",
        "V1 waits, and the tables are there by chance: migrate, check",
        || {
            open(&file)
                .and_then(|db| db.execute_batch(&format!("{USERS}{POSTS}")))
                .expect("tables");
            both(&file, &dir, models)
        },
    );
    let dir = folder(s, "ahead", &[("V1__users", USERS), ("V2__posts", POSTS)]);
    let file = at_head(s, "ahead.db", &dir);
    fs::remove_file(dir.join("V2__posts.sql")).expect("a migration");
    let whole = folder(s, "level", &[("V1__users", USERS), ("V2__posts", POSTS)]);
    let level = at_head(s, "level.db", &whole);
    s.observe(
        "missing-file",
        "V2 was applied, and its file is gone: migrate, check",
        || {
            // Whoever refuses each database has not seen that this one is ahead.
            let before = match check(&connect(&level), &repo(&whole), models) {
                Ok(_) => "",
                Err(_) => "with its file, check: an error, too\n",
            };
            let newest = before.to_owned() + &both(&file, &dir, models);
            for path in paths(&dir) {
                fs::remove_file(path).expect("a migration");
            }
            format!("{newest}\nwithout any file, {}", both(&file, &dir, models))
        },
    );
}

fn both(file: &Path, dir: &Path, models: &Schema) -> String {
    let db = connect(file);
    let written = written(&db, dir, models, "too early");
    format!(
        "{written}\ncheck: {}\n{}",
        checked(&db, dir, models),
        files(dir)
    )
}

fn refused(s: &mut Scenario) {
    let dir = folder(s, "refused", &[("V1__users", USERS)]);
    let file = at_head(s, "refused.db", &dir);
    insert(&file);
    s.observe(
        "column-less",
        "a column less, and nobody has allowed it: migrate",
        || {
            let models = schema("CREATE TABLE users (id INTEGER PRIMARY KEY)");
            let written = written(&connect(&file), &dir, &models, "less");
            format!("{written}\n{}", files(&dir))
        },
    );
    let tags = "CREATE TABLE tags (name TEXT);\n";
    let old = format!("{USERS}{tags}");
    let allowed = folder(s, "allowed", &[("V1__users", &old)]);
    let less = at_head(s, "allowed.db", &allowed);
    s.observe(
        "column-less-allowed",
        "a column less, with --allow-drop: migrate, upgrade, check, downgrade, check; one that may have a new name",
        || {
            let choices = Choices {
                renames: Vec::new(),
                allow_drop: true,
            };
            let models = schema(&format!("CREATE TABLE users (id INTEGER PRIMARY KEY);{tags}"));
            let mut db = connect(&less);
            let written = written_with(&db, &allowed, &models, &choices, "less");
            let files = files(&allowed);
            let ways = around(&mut db, &allowed, &models);
            // What may be a rename is one no more, once somebody has decided.
            let title = schema(&edited(&old, "name TEXT)", "title TEXT)"));
            let hinted = written_with(&db, &allowed, &title, &choices, "title");
            let again = around(&mut db, &allowed, &title);
            format!("{written}\n{files}\n{ways}\na new name, perhaps, {hinted}\n{again}")
        },
    );
    s.observe(
        "not-null-column",
        "a NOT NULL column more, and there are users: migrate",
        || {
            let models = edited(USERS, "NOT NULL", "NOT NULL, city TEXT NOT NULL");
            let written = written(&connect(&file), &dir, &schema(&models), "city");
            format!("{written}\n{}", files(&dir))
        },
    );
    renamed(s, &dir, &file);
}

/// A rename is said for one column, and for no other.
fn renamed(s: &mut Scenario, dir: &Path, file: &Path) {
    let kept = folder(s, "kept", &[("V1__users", USERS)]);
    let whole = at_head(s, "kept.db", &kept);
    s.observe(
        "rename",
        "a new name, said with --rename: migrate, upgrade, downgrade; a column less besides",
        || {
            let models = schema(&edited(USERS, "username", "nickname"));
            let mut db = connect(file);
            let choices = Choices {
                renames: vec![rename("users.username=nickname")],
                allow_drop: false,
            };
            let written = written_with(&db, dir, &models, &choices, "nickname");
            let _ = upgrade(&mut db, &repo(dir));
            let up = values(&db, "users", "nickname");
            let _ = downgrade(&mut db, &repo(dir));
            let down = values(&db, "users", "username");
            let less = schema("CREATE TABLE users (nickname TEXT NOT NULL)");
            let less = written_with(&connect(&whole), &kept, &less, &choices, "less");
            format!(
                "{written}\n{}\nup: {up}\ndown: {down}\nwith another column less, {less}",
                files(dir)
            )
        },
    );
}

/// Errors that are none of the comparison, and what is left behind.
fn broken(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "in-the-way", &[("V1__users", USERS)]);
    let file = at_head(s, "in-the-way.db", &dir);
    fs::write(dir.join("V2__posts.down.sql"), "-- by hand\n").expect("a file");
    s.observe(
        "file-in-the-way",
        "a file of the next migration is there already: migrate",
        || {
            let written = written(&connect(&file), &dir, models, "posts");
            format!("{written}\n{}", files(&dir))
        },
    );
    let dir = folder(s, "unreadable", &[("V1__users", USERS)]);
    let file = at_head(s, "unreadable.db", &dir);
    let row = "INSERT INTO refinery_schema_history (version, name) VALUES ('two', 'posts')";
    open(&file)
        .and_then(|db| db.execute_batch(row))
        .expect("a row");
    s.observe(
        "unreadable-history",
        "a version in the history is no number: migrate, check",
        || both(&file, &dir, models),
    );
    lent(s, models);
}

/// The owner of a connection has begun something, and goes on with it.
fn lent(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "lent", &[("V1__users", USERS)]);
    let file = at_head(s, "lent.db", &dir);
    s.observe(
        "in-transaction",
        "the owner of the connection is in a transaction: migrate, check",
        || {
            let db = connect(&file);
            db.execute_batch("BEGIN; INSERT INTO users (username) VALUES ('maria')")
                .expect("a user");
            // What they answer then is not judged.
            let (_, check) = besides(&db, &dir, || check(&db, &repo(&dir), models).is_ok());
            let choices = Choices::default();
            let (_, migrate) = besides(&db, &dir, || {
                migrate(&db, &repo(&dir), models, &choices, "lent").is_ok()
            });
            let end = db.execute_batch("ROLLBACK");
            let end = end.map_or_else(|error| error.to_string(), |()| values(&db, "users", "id"));
            format!(
                "check has changed:{check}\nmigrate has changed:{migrate}\nafter ROLLBACK: {end}"
            )
        },
    );
    let dir = folder(s, "o'brien 100%23 é", &[]);
    s.observe(
        "odd-messages",
        "odd texts as messages, none, and a long one: migrate",
        || odd(&dir),
    );
}

/// A file has the name that `Repo::add` gives it.
fn odd(dir: &Path) -> String {
    let (db, models) = (database(""), schema(USERS));
    let long = "what a long message this is, which nobody will ever read to its end";
    let odd = TEXTS.iter().step_by(3);
    let messages = odd.chain([&"", &long, &"two\nlines"]).enumerate();
    let fault = |(at, message): (usize, &&str)| {
        let [own, other] = ["own", "other"].map(|name| dir.join(format!("{name}-{at}")));
        for dir in [&own, &other] {
            fs::create_dir_all(dir).expect("a folder");
        }
        let added = repo(&other).add(message, &Script::default());
        let added = name_of(&added.expect("two files"));
        let path = migrate(&db, &repo(&own), &models, &Choices::default(), message);
        let told = said(path.as_ref().map(Option::as_deref));
        let is_there = path.is_ok_and(|path| path == Some(own.join(&added)));
        let same = is_there
            && paths(&own)
                .iter()
                .map(|path| name_of(path))
                .eq(paths(&other).iter().map(|path| name_of(path)));
        (!same).then(|| format!("for {message:?}, {told} and not {added}; {}", files(&own)))
    };
    first_of(&messages.filter_map(fault).collect::<Vec<_>>())
}

/// What the schema of a database has, with its text.
fn objects(db: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY name";
    let rows = db.prepare(sql).and_then(|mut statement| {
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    });
    rows.unwrap_or_default()
}

/// What was written into a database that is only to be read.
fn was_written(before: &[(String, String)], now: &[(String, String)]) -> String {
    let made = now.iter().find(|object| !before.contains(object));
    let gone = || before.iter().find(|object| !now.contains(object));
    let what = made
        .or_else(gone)
        .map(|(name, _)| format!(": {name} is not as before"));
    format!(
        "\nthe file of the database was written{}",
        what.unwrap_or_default()
    )
}

/// What a call has changed that only reads, and writes new files: nothing, in a word.
fn besides<T>(db: &Connection, dir: &Path, call: impl FnOnce() -> T) -> (T, String) {
    let bytes = || db.path().and_then(|path| fs::read(path).ok());
    let files = || {
        paths(dir)
            .into_iter()
            .map(|path| (name_of(&path), fs::read(path).ok()))
    };
    let objects = || objects(db);
    let before = (state(db), bytes(), files().collect::<Vec<_>>(), objects());
    let result = call();
    let mut told = String::new();
    let connection = changed(&before.0, db);
    if connection != "as before" {
        told += &format!("\nthe connection: {connection}");
    }
    if bytes() != before.1 {
        told += &was_written(&before.3, &objects());
    }
    let now: Vec<_> = files().collect();
    for (name, _) in before.2.iter().filter(|file| !now.contains(file)) {
        let is_there = now.iter().any(|(other, _)| other == name);
        let what = if is_there {
            "has another text"
        } else {
            "is gone"
        };
        told += &format!("\n{name} {what}");
    }
    (result, told)
}

fn generated(dir: &Path) -> String {
    for seed in 100..112 {
        for file in fs::read_dir(dir).expect("a folder").flatten() {
            fs::remove_file(file.path()).expect("a migration");
        }
        let pair = pair(seed);
        fs::write(dir.join("V1__old.sql"), &pair.old).expect("a migration");
        let mut db = database("");
        upgrade(&mut db, &repo(dir)).expect("the grader's migration");
        db.execute_batch(&pair.rows).expect("the grader's rows");
        let models = schema(&pair.new);
        let choices = Choices {
            renames: pair.renames,
            allow_drop: true,
        };
        let path = migrate(&db, &repo(dir), &models, &choices, "new");
        let (old, new) = (pair.old, pair.new);
        let found = match path {
            Ok(Some(_)) => around(&mut db, dir, &models),
            Ok(None) if pair.changes == "nothing" => continue,
            path => {
                let said = said(path.as_ref().map(Option::as_deref));
                format!("{said}, but there is: {}", pair.changes)
            }
        };
        let right = format!(
            "upgrade: V2\ncheck: nothing\ndowngrade: V2\ncheck: {}",
            pair.changes
        );
        if found != right {
            let fault = first_fault(&found, &right);
            return format!("{fault}\ngiven from:\n{old}given to:\n{new}");
        }
    }
    "as it should be, twelve times".to_owned()
}

/// The first line that differs; of a list, what is missing in it and what is not right.
fn first_fault(found: &str, right: &str) -> String {
    let mut lines = found.lines().zip(right.lines()).enumerate();
    let Some((at, (found, right))) = lines.find(|(_, (found, right))| found != right) else {
        return found.to_owned();
    };
    let when = if at < 2 { "up" } else { "back" };
    let Some((found, right)) = found
        .strip_prefix("check: ")
        .zip(right.strip_prefix("check: "))
    else {
        return found.to_owned();
    };
    let only = |these: &str, those: &str, word: &str| {
        let those: Vec<&str> = those.split("; ").collect();
        let only = these
            .split("; ")
            .filter(|one| !those.contains(one) && *one != "nothing");
        only.map(|one| format!("\n{word} {one}"))
            .collect::<String>()
    };
    let (missing, more) = (
        only(right, found, "missing:"),
        only(found, right, "not right:"),
    );
    format!("check, after the way {when}:{missing}{more}")
}

/// Up, and down again, with a check after each.
fn around(db: &mut Connection, dir: &Path, models: &Schema) -> String {
    let repo = repo(dir);
    let up = match upgrade(db, &repo) {
        Ok(versions) => versions
            .iter()
            .map(|version| format!("V{version}"))
            .collect(),
        Err(error) => crate::shared::first_line(&error.to_string()),
    };
    // Whether that changes anything is seen elsewhere.
    let check = |db: &Connection| match check(db, &self::repo(dir), models) {
        Ok(changes) => told(&changes),
        Err(error) => failed(&error).to_owned(),
    };
    let clean = check(db);
    let down = match downgrade(db, &repo) {
        Ok(version) => format!("V{version}"),
        Err(error) => crate::shared::first_line(&error.to_string()),
    };
    // The folder as it was before.
    let newest = repo.head().unwrap_or_default();
    for path in paths(dir) {
        let name = name_of(&path);
        if name.starts_with(&format!("V{newest}__")) {
            fs::rename(&path, path.with_extension("aside")).expect("a migration");
        }
    }
    let again = check(db);
    format!("upgrade: {up}\ncheck: {clean}\ndowngrade: {down}\ncheck: {again}")
}

// The command line.

fn tools(s: &mut Scenario) {
    let contacts = models::DDL.find("CREATE TABLE contacts").expect("contacts");
    let dir = folder(s, "tool", &[("V1__microblog", &models::DDL[..contacts])]);
    let file = at_head(s, "tool.db", &dir);
    let commands = [&["migrate", "-m", "contacts"][..], &["upgrade"], &["check"]];
    let runs = commands
        .map(|command| tool(s, &dir, &file, command))
        .join("\n");
    s.observe("tool-new-table", "the tool: contacts are new", || runs);

    let ddl = edited(models::DDL, "descrption TEXT", "summary TEXT");
    let dir = folder(s, "renamed", &[("V1__microblog", &ddl)]);
    let file = at_head(s, "renamed.db", &dir);
    let insert = "INSERT INTO books (title, summary) VALUES ('Dune', 'Sand')";
    open(&file)
        .and_then(|db| db.execute_batch(insert))
        .expect("a book");
    let commands = [
        &["migrate", "-m", "books"][..],
        &[
            "migrate",
            "-m",
            "books",
            "--rename",
            "books.summary=descrption",
        ],
        &["upgrade"],
    ];
    let runs = commands
        .map(|command| tool(s, &dir, &file, command))
        .join("\n");
    s.observe(
        "tool-rename",
        "the tool: the summary of a book has a new name",
        || {
            let texts = open(&file).map(|db| values(&db, "books", "descrption"));
            format!("{runs}\nit holds: {}", texts.unwrap_or_default())
        },
    );
}

/// What is printed, with the changes in the grader's order.
fn tool(s: &Scenario, dir: &Path, file: &Path, arguments: &[&str]) -> String {
    let dir = dir.to_string_lossy();
    let mut all = vec!["--directory", &*dir];
    all.extend(arguments);
    let url = format!("sqlite:///{}", file.display());
    let run = s.tool(&all).env("DATABASE_URL", &url).run();
    let text = run.to_string();
    let is_change = |line: &str| line.starts_with("Detected ") || line.starts_with("stderr:   ");
    let (mut changes, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| is_change(l));
    changes.sort_unstable();
    // The exit code stands first.
    let (code, rest) = others.split_first().expect("an exit code");
    let lines = [&[*code][..], &changes, rest].concat();
    format!("$ {}: {}", arguments.join(" "), lines.join("\n"))
}

// Folders and databases.

fn folder(s: &Scenario, name: &str, migrations: &[(&str, &str)]) -> PathBuf {
    let dir = s.work().join(name);
    fs::create_dir_all(&dir).expect("a folder");
    for (name, sql) in migrations {
        fs::write(dir.join(format!("{name}.sql")), sql).expect("a migration");
        fs::write(dir.join(format!("{name}.down.sql")), "-- by hand\n").expect("a migration");
    }
    dir
}

fn at_head(s: &Scenario, name: &str, dir: &Path) -> PathBuf {
    let file = s.empty(name);
    upgrade(&mut connect(&file), &repo(dir)).expect("the grader's migrations");
    file
}

fn insert(file: &Path) {
    let sql = "INSERT INTO users (username) VALUES ('susan'), ('john')";
    open(file)
        .and_then(|db| db.execute_batch(sql))
        .expect("users");
}

fn connect(file: &Path) -> Connection {
    let db = Connection::open(file).expect("a database");
    untraced(|| db.pragma_update(None, "foreign_keys", true)).expect("a setting");
    untraced(|| db.pragma_update(None, "reverse_unordered_selects", true)).expect("a setting");
    db
}

/// Models, read by the same reader as the database.
fn schema(ddl: &str) -> Schema {
    let read = std::panic::catch_unwind(|| inspect(&database(ddl)));
    read.map(Result::unwrap_or_default).unwrap_or_default()
}

fn repo(dir: &Path) -> Repo {
    Repo::read(dir).expect("a folder of migrations")
}

fn written(db: &Connection, dir: &Path, models: &Schema, message: &str) -> String {
    written_with(db, dir, models, &Choices::default(), message)
}

fn written_with(
    db: &Connection,
    dir: &Path,
    models: &Schema,
    choices: &Choices,
    message: &str,
) -> String {
    let repo = repo(dir);
    let (path, besides) = besides(db, dir, || migrate(db, &repo, models, choices, message));
    said(path.as_ref().map(Option::as_deref)) + &besides
}

fn said(path: Result<Option<&Path>, &MigrateError>) -> String {
    match path {
        Ok(Some(path)) if path.is_relative() => {
            format!("migrate: {}, without its folder", name_of(path))
        }
        Ok(Some(path)) => format!("migrate: {}", name_of(path)),
        Ok(None) => "migrate: nothing to do".to_owned(),
        Err(error) => format!("migrate: {}", failed(error)),
    }
}

fn checked(db: &Connection, dir: &Path, models: &Schema) -> String {
    let repo = repo(dir);
    let (changes, besides) = besides(db, dir, || check(db, &repo, models));
    match changes {
        Ok(changes) => told(&changes) + &besides,
        Err(error) => failed(&error).to_owned() + &besides,
    }
}

fn failed(error: &MigrateError) -> &'static str {
    match error {
        MigrateError::NotUpToDate => "NotUpToDate",
        MigrateError::Render(_) => "refused by render",
        MigrateError::Repo(_) => "the folder said no",
        MigrateError::Db(_) => "SQLite said no",
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn paths(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The names of the files, and which of them have nothing in them.
fn files(dir: &Path) -> String {
    let line = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let empty = if text.trim().is_empty() {
            " (empty)"
        } else {
            ""
        };
        format!("{}{empty}", name_of(path))
    };
    let names: Vec<String> = paths(dir).iter().map(line).collect();
    let names = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    format!("files: {names}")
}

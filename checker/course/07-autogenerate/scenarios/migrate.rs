//! `migrate` and `check` between a folder, a database and the models.

use crate::shared::generated::pair;
use crate::shared::{database, edited, rename, told, values};
use autogenerate::{
    Choices, MigrateError, Repo, Schema, check, downgrade, inspect, migrate, models, upgrade,
};
use rusqlite::Connection;
use scenario::{Scenario, open, settings};
use std::fs;
use std::path::{Path, PathBuf};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL);\n";
const POSTS: &str = "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT,
    user_id INTEGER REFERENCES users (id));\n";

pub fn run(s: &mut Scenario) {
    let models = schema(&format!("{USERS}{POSTS}"));
    first(s, &models);
    clean(s, &schema(USERS));
    stale(s, &models);
    refused(s);
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
            let bytes = fs::read(&file).expect("a database");
            let written = written(&connect(&file), &dir, models, "first migration");
            let same = fs::read(&file).is_ok_and(|now| now == bytes);
            let same = if same { "as before" } else { "another one" };
            format!("{written}\n{}\nthe database is {same}", files(&dir))
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
        let path = migrate(&db, &repo(&dir), models, &choices, "nothing");
        format!(
            "{written}\nwith --rename, {}\ncheck: {}\n{}",
            said(path.as_ref().map(Option::as_deref)),
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
        "somebody made an index by hand: check",
        || {
            let bytes = fs::read(&file).expect("a database");
            let told = checked(&connect(&file), &dir, models);
            let same = fs::read(&file).is_ok_and(|now| now == bytes);
            let same = if same { "as before" } else { "another one" };
            format!("{told}\n{}\nthe database is {same}", files(&dir))
        },
    );
}

/// The history and the folder disagree, so a comparison would tell about yesterday.
fn stale(s: &mut Scenario, models: &Schema) {
    let dir = folder(s, "stale", &[("V1__users", USERS)]);
    let file = at_head(s, "stale.db", &dir);
    fs::write(dir.join("V2__posts.sql"), POSTS).expect("a migration");
    s.observe("v2-waits", "V2 waits: migrate, check", || {
        both(&file, &dir, models)
    });
    let dir = folder(s, "virgin", &[("V1__users", USERS)]);
    let file = s.empty("virgin.db");
    s.observe(
        "v1-waits",
        "V1 waits, there is no history yet: migrate, check",
        || both(&file, &dir, models),
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
    s.observe(
        "missing-file",
        "V2 was applied, and its file is gone: migrate, check",
        || both(&file, &dir, models),
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
    let allowed = folder(s, "allowed", &[("V1__users", USERS)]);
    let less = at_head(s, "allowed.db", &allowed);
    s.observe(
        "column-less-allowed",
        "a column less, with --allow-drop: migrate",
        || {
            let choices = Choices {
                renames: Vec::new(),
                allow_drop: true,
            };
            let models = schema("CREATE TABLE users (id INTEGER PRIMARY KEY)");
            let path = migrate(&connect(&less), &repo(&allowed), &models, &choices, "less");
            let written = said(path.as_ref().map(Option::as_deref));
            format!("{written}\n{}", files(&allowed))
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
    s.observe(
        "rename",
        "a new name, said with --rename: migrate, upgrade, downgrade",
        || {
            let models = schema(&edited(USERS, "username", "nickname"));
            let mut db = connect(&file);
            let choices = Choices {
                renames: vec![rename("users.username=nickname")],
                allow_drop: false,
            };
            let path = migrate(&db, &repo(&dir), &models, &choices, "nickname");
            let written = said(path.as_ref().map(Option::as_deref));
            let _ = upgrade(&mut db, &repo(&dir));
            let up = values(&db, "users", "nickname");
            let _ = downgrade(&mut db, &repo(&dir));
            let down = values(&db, "users", "username");
            format!("{written}\n{}\nup: {up}\ndown: {down}", files(&dir))
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
    let dir = folder(s, "lent", &[("V1__users", USERS)]);
    let file = at_head(s, "lent.db", &dir);
    s.observe(
        "connection-afterwards",
        "the connection afterwards: nothing to do, refused, written, not up to date",
        || {
            let db = connect(&file);
            let before = settings(&db);
            let ddls = [
                USERS.to_owned(),
                edited(USERS, "username TEXT NOT NULL", "about TEXT"),
                format!("{USERS}{POSTS}"),
                USERS.to_owned(),
            ];
            let after = ddls.map(|ddl| {
                let _ = check(&db, &repo(&dir), &schema(&ddl));
                let _ = written(&db, &dir, &schema(&ddl), "lent");
                changed(&before, &db)
            });
            after.join("\n")
        },
    );
}

/// What is no more as the owner of a connection wants it.
fn changed(before: &[String], db: &Connection) -> String {
    let after = settings(db);
    let mut changed: Vec<&str> = after.iter().map(String::as_str).collect();
    changed.retain(|setting| !before.iter().any(|one| one == setting));
    if !db.is_autocommit() {
        changed.push("a transaction is open");
    }
    if changed.is_empty() {
        "as before".to_owned()
    } else {
        changed.join(", ")
    }
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
            path => said(path.as_ref().map(Option::as_deref)),
        };
        let right = format!(
            "upgrade: V2\ncheck: nothing\ndowngrade: V2\ncheck: {}",
            pair.changes
        );
        if found != right {
            return format!("found:\n{found}\nright:\n{right}\ngiven from:\n{old}given to:\n{new}");
        }
    }
    "as it should be, twelve times".to_owned()
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
    let clean = checked(db, dir, models);
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
    let again = checked(db, dir, models);
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
    db.pragma_update(None, "foreign_keys", true)
        .expect("a setting");
    db.pragma_update(None, "reverse_unordered_selects", true)
        .expect("a setting");
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
    let path = migrate(db, &repo(dir), models, &Choices::default(), message);
    said(path.as_ref().map(Option::as_deref))
}

fn said(path: Result<Option<&Path>, &MigrateError>) -> String {
    match path {
        Ok(Some(path)) => format!("migrate: {}", name_of(path)),
        Ok(None) => "migrate: nothing to do".to_owned(),
        Err(error) => format!("migrate: {}", failed(error)),
    }
}

fn checked(db: &Connection, dir: &Path, models: &Schema) -> String {
    match check(db, &repo(dir), models) {
        Ok(changes) => told(&changes),
        Err(error) => failed(&error).to_owned(),
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

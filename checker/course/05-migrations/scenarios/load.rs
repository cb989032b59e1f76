//! Names that refinery would read too late or not at all.

use crate::shared::{FIRST_TWO, ROWS, apply, dump, folder, shown};
use migrations::load;
use refinery::{Migration, load_sql_migrations};
use scenario::{Scenario, Tool, open};
use std::path::{Path, PathBuf};

const BOOKS: &str = "CREATE TABLE books (title TEXT);\n";
const ROLES: &str = "CREATE TABLE roles (name TEXT);\n";

/// Files that are no migrations, and do not look like any.
const OTHERS: [(&str, &str); 5] = [
    ("README", "Ask Susan.\n"),
    (".gitattributes", "*.sql text eol=lf\n"),
    ("notes.txt", "V3 is for John.\n"),
    ("V1__create_users.down.sql", "DROP TABLE users;\n"),
    ("V2__create_posts.sql.bak", "DROP TABLE posts;\n"),
];

/// Names of `.sql` files that refinery passes over, or cannot read the number of.
const MISNAMED: [&str; 10] = [
    "V4_one_underscore.sql",
    "v4__small_letter.sql",
    "V4__add-email.sql",
    "V4__add email.sql",
    "V4__add.email.sql",
    "V4__twice-as__twice.sql",
    "V4__.sql",
    "4__no_letter.sql",
    "V20260401120000__a_date.sql",
    "create_books.sql",
];

pub fn run(s: &mut Scenario) {
    let mut number = 0;
    let work = s.work().to_owned();
    let mut repository = |more: &[(&str, &str)]| {
        number += 1;
        let dir = work.join(format!("repository-{number}"));
        folder(&dir, &FIRST_TWO);
        folder(&dir, more);
        dir
    };
    let dir = repository(&OTHERS);
    s.observe(
        "files-of-other-kinds",
        "V1 and V2, and files of other kinds",
        || told(&dir),
    );
    s.observe(
        "same-as-refinery",
        "they are what refinery itself would load",
        || same(&dir),
    );
    let dir = repository(&[("V10__c.sql", BOOKS), ("V9__b.sql", ROLES)]);
    s.observe(
        "numeric-order",
        "V10 comes after V9, and gaps are no fault",
        || told(&dir),
    );
    let dir = repository(&[("V3__añade_índice.sql", BOOKS), ("V004__Roles2.sql", ROLES)]);
    s.observe(
        "unusual-names",
        "V3__añade_índice.sql and V004__Roles2.sql are fine",
        || told(&dir),
    );
    let empty = work.join("empty");
    folder(&empty, &[]);
    s.observe(
        "empty-or-missing-folder",
        "an empty folder, and one that is not there",
        || format!("{}\n{}", told(&empty), missing(&work.join("nowhere"))),
    );

    let two = [("V3__add_books.sql", BOOKS), ("V3__add_roles.sql", ROLES)];
    let dir = repository(&two);
    s.observe(
        "number-twice",
        "V3__add_books.sql and V3__add_roles.sql are refused",
        || refused(&dir, &["V3__add_books.sql", "V3__add_roles.sql"]),
    );
    let dir = repository(&[("V3__add_books.sql", BOOKS), ("V03__add_books.sql", BOOKS)]);
    s.observe(
        "zero-before-number",
        "V3 and V03 are one number, also with one text",
        || refused(&dir, &["V3__add_books.sql", "V03__add_books.sql"]),
    );
    let misnamed = MISNAMED.map(|name| (name, repository(&[(name, BOOKS)])));
    s.observe(
        "misnamed",
        "a .sql file with a wrong name is refused, by name",
        || {
            let line = |(name, dir): &(&str, PathBuf)| format!("{name}: {}", refused(dir, &[name]));
            misnamed.iter().map(line).collect::<Vec<_>>().join("\n")
        },
    );

    let dir = repository(&two);
    let file = s.empty("twice.db");
    let tool = s
        .tool(&["upgrade", "-d", &dir.to_string_lossy()])
        .env("DATABASE_URL", &format!("sqlite:///{}", file.display()));
    let names = two.map(|(name, _)| name);
    s.observe(
        "upgrade-number-twice",
        "migrations upgrade, with two files V3: nothing runs",
        || upgrade(tool, &dir, &file, &names),
    );
}

fn told(dir: &Path) -> String {
    match load(dir) {
        Ok(found) if found.is_empty() => "no migration".to_owned(),
        Ok(found) => {
            let line = |one: &Migration| format!("{} {}", one.version(), one.name());
            found.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        Err(error) => format!("an error: {error}"),
    }
}

fn missing(dir: &Path) -> &'static str {
    match load(dir) {
        Ok(_) => "Ok",
        Err(_) => "an error",
    }
}

fn refused(dir: &Path, names: &[&str]) -> String {
    match load(dir) {
        Ok(found) => format!("{} migrations, and no error", found.len()),
        Err(error) => named(&error.to_string(), names),
    }
}

fn named(error: &str, names: &[&str]) -> String {
    if names.iter().all(|name| error.contains(name)) {
        "refused by name".to_owned()
    } else {
        format!("refused: {error}")
    }
}

/// The checksum is made of number, name and text.
fn same(dir: &Path) -> String {
    let wanted = load_sql_migrations(dir).expect("the grader's migrations");
    match load(dir) {
        Ok(found) if found == wanted => "the checksums are the same".to_owned(),
        Ok(_) => "a number, a name or a text is another".to_owned(),
        Err(error) => format!("an error: {error}"),
    }
}

/// The whole way: a database at V2 with rows in it, and the command line.
fn upgrade(tool: Tool, dir: &Path, file: &Path, names: &[&str]) -> String {
    let mut db = open(file).expect("a database");
    let first = load_sql_migrations(dir).expect("the grader's migrations");
    apply(&mut db, &first[..2]);
    db.execute_batch(ROWS).expect("the grader's rows");
    let before = dump(file);
    let run = tool.run();
    let changed = if dump(file) == before {
        "the database is as it was"
    } else {
        "the database has changed"
    };
    match run.code {
        Some(1) => format!("exit 1, {}; {changed}", named(&run.stderr, names)),
        _ => format!("{}\n{changed}", shown(run)),
    }
}

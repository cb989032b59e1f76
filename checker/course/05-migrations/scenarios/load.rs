//! Names that refinery would read too late or not at all.

use crate::shared::{
    FIRST_TWO, ROWS, apply, dump, dump_change, first_fault, folder, odd_names, shown,
};
use migrations::load;
use refinery::{Migration, load_sql_migrations};
use scenario::{Scenario, Tool, open};
use std::ffi::OsStr;
#[cfg(target_os = "linux")]
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const BOOKS: &str = "CREATE TABLE books (title TEXT);\n";
const ROLES: &str = "CREATE TABLE roles (name TEXT);\n";

/// Files that are no migrations, and do not look like any.
const OTHERS: [(&str, &str); 6] = [
    ("README", "Ask Susan.\n"),
    (".gitattributes", "*.sql text eol=lf\n"),
    ("NOTES.SQL", "Mine. John\n"),
    ("notes.txt", "V3 is for John.\n"),
    ("V1__create_users.down.sql", "DROP TABLE users;\n"),
    ("V2__create_posts.sql.bak", "DROP TABLE posts;\n"),
];

/// Names of `.sql` files that refinery passes over, or cannot read the number of.
const MISNAMED: [&str; 23] = [
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
    "V4__area².sql",
    "V4__slow.down.old.sql",
    "V4__slow.DOWN.sql",
    "V4__books.bak.sql",
    "V4__books.sql.sql",
    "V4_slow_down.sql",
    "V4__blank .sql",
    "V+4__plus.sql",
    ".V4__hidden.sql",
    "V٤__other_digits.sql",
    "V4.1__half.sql",
    "V2147483648__too_large.sql",
    ".sql",
];

/// Right names that a rule may be too narrow for. The text of the first begins with a byte order
/// mark, and its lines end as on Windows.
const UNUSUAL: [(&str, &str); 9] = [
    (
        "V3__añade_índice.sql",
        "\u{feff}SELECT 1;\r\n\r\nSELECT 2; \r\n",
    ),
    ("V004__Roles2.sql", ROLES),
    ("V5__slow_down.sql", "-- nothing yet"),
    // The accent is a character of its own, as macOS writes it.
    ("V6__anade_i\u{301}ndice.sql", "-- nothing yet"),
    ("V2147483647__last.sql", ""),
    ("V0__before.sql", "-- nothing yet"),
    ("V7__add__email.sql", "-- nothing yet"),
    (
        "V8__adds_an_index_on_both_columns_of_the_table_of_followers_for_the_timeline_of_a_user.sql",
        "-- nothing yet",
    ),
    // As V1 is called.
    ("V9__create_users.sql", "-- nothing yet"),
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
    let unusual = repository(&UNUSUAL);
    s.observe(
        "unusual-names",
        "V3__añade_índice, V004__Roles2, V5__slow_down, … are fine",
        || told(&unusual),
    );
    s.observe(
        "same-as-refinery",
        "they are what refinery itself would load",
        || [&dir, &unusual].map(|dir| same(dir)).join("\n"),
    );
    let dir = repository(&[("V10__c.sql", BOOKS), ("V9__b.sql", ROLES)]);
    s.observe(
        "numeric-order",
        "V10 comes after V9, and gaps are no fault",
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
    let zero = [("V03__add_books.sql", BOOKS), ("V3__add_books.sql", BOOKS)];
    let (dir, alone) = (repository(&zero), work.join("alone"));
    folder(&alone, &zero);
    s.observe(
        "zero-before-number",
        "V3 and V03 are one number, also with one text",
        || {
            let names = zero.map(|(name, _)| name);
            format!(
                "alone: {}\nwith V1 and V2 between them: {}",
                refused(&alone, &names),
                refused(&dir, &names)
            )
        },
    );
    let misnamed = MISNAMED.map(|name| (name.to_owned(), repository(&[(name, BOOKS)])));
    let mut misnamed = misnamed.to_vec();
    misnamed.extend(without_text(repository(&[])));
    s.observe(
        "misnamed",
        "a .sql file with a wrong name is refused, by name",
        || {
            let fault = |(name, dir): &(String, PathBuf)| match refused(dir, &[name]).as_str() {
                REFUSED => None,
                said => Some(format!("{name}: {said}")),
            };
            let faults: Vec<_> = misnamed.iter().filter_map(fault).collect();
            match faults[..] {
                [] => format!("{REFUSED}, each of them"),
                _ => faults.join("\n"),
            }
        },
    );
    let odd = odd_files(&work);
    s.observe(
        "odd-names",
        "odd texts before, in and behind the name of a file",
        || first_fault(&odd, |(name, dir)| odd_fault(name, dir)),
    );
    let dir = repository(&[]);
    fs::write(dir.join("V3__no_text.sql"), b"SELECT '\xff';").expect("a file");
    s.observe(
        "file-without-text",
        "a file that is no text is an error",
        || missing(&dir).to_owned(),
    );

    let dir = repository(&two);
    let file = s.empty("twice.db");
    let tool = s
        .tool(&[
            "upgrade",
            "-d",
            dir.file_name().and_then(OsStr::to_str).expect("a name"),
        ])
        .dir(&work)
        .env("DATABASE_URL", &format!("sqlite:///{}", file.display()));
    let names = two.map(|(name, _)| name);
    s.observe(
        "upgrade-number-twice",
        "migrations upgrade, with two files V3: nothing runs",
        || upgrade(tool, &dir, &file, &names),
    );
}

const REFUSED: &str = "refused by name";

/// Files with odd names, each in a folder of its own.
fn odd_files(work: &Path) -> Vec<(String, PathBuf)> {
    let mut names = Vec::new();
    for text in odd_names(work) {
        names.extend([
            format!("V4__{text}.sql"),
            format!("V4{text}__books.sql"),
            format!("{text}V4__books.sql"),
            format!("{text}.sql"),
            format!("V4__books.sql{text}"),
            format!("V4__{text}.down.sql"),
            format!("V4__down.{text}.sql"),
        ]);
    }
    let made = |(number, name): (usize, String)| {
        let dir = work.join(format!("odd-{number}"));
        folder(&dir, &[(&name, BOOKS)]);
        (name, dir)
    };
    names.into_iter().enumerate().map(made).collect()
}

/// What is a migration to refinery is one, what does not end like one is none of our business, and
/// the rest is refused.
fn odd_fault(name: &str, dir: &Path) -> Option<String> {
    let seen = load_sql_migrations(dir).ok();
    let is_migration = seen.as_ref().is_some_and(|seen| !seen.is_empty());
    let is_other = !name.ends_with(".sql") || name.ends_with(".down.sql");
    // Such a name may be told in another way.
    let is_plain = !name.contains(|c: char| c.is_control() || ['"', '\'', '\\'].contains(&c));
    let fault = match load(dir) {
        Ok(found) if is_migration || is_other => {
            first_other(&found, seen.as_deref().unwrap_or_default())
        }
        Ok(_) => Some("accepted, and refinery would pass over it".to_owned()),
        Err(_) if is_migration || is_other => Some("refused".to_owned()),
        Err(error) if is_plain && !error.to_string().contains(name) => {
            Some(format!("not named: {error}"))
        }
        Err(_) => None,
    };
    fault.map(|fault| format!("{name:?}: {fault}"))
}

/// Where names are bytes: a name that is not UTF-8, as it is told, in this folder.
fn without_text(dir: PathBuf) -> Option<(String, PathBuf)> {
    #[cfg(target_os = "linux")]
    {
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(b"V4__\xff.sql".to_vec());
        fs::write(dir.join(&name), BOOKS).expect("a file");
        Some((name.to_string_lossy().into_owned(), dir))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = dir;
        None
    }
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

/// The first migration that is not as refinery has it. Its checksum is made of number, name and text.
fn first_other(found: &[Migration], wanted: &[Migration]) -> Option<String> {
    let longer = found.len().max(wanted.len());
    let at = (0..longer).find(|&at| found.get(at) != wanted.get(at))?;
    let name = |all: &[Migration]| match all.get(at) {
        Some(one) => format!("V{}__{}", one.version(), one.name()),
        None => "nothing".to_owned(),
    };
    let (yours, theirs) = (name(found), name(wanted));
    Some(match yours == theirs {
        true => format!("the text of {yours} is not that of its file"),
        false => format!("{yours} where refinery has {theirs}"),
    })
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
        REFUSED.to_owned()
    } else {
        format!("refused: {error}")
    }
}

fn same(dir: &Path) -> String {
    let wanted = load_sql_migrations(dir).expect("the grader's migrations");
    match load(dir) {
        Ok(found) => {
            first_other(&found, &wanted).unwrap_or("the checksums are the same".to_owned())
        }
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
    let changed = match dump_change(&before, &dump(file)) {
        None => "the database is as it was".to_owned(),
        Some(change) => format!("in the database, {change}"),
    };
    match run.code {
        Some(1) => format!("exit 1, {}; {changed}", named(&run.stderr, names)),
        _ => format!("{}\n{changed}", shown(run)),
    }
}

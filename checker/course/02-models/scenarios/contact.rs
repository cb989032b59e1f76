//! What the database fills in by itself, and what create_all does and does not do.

use crate::shared::{
    execute, lent, lent_without_keys, made, one, stored_odd_text, tables, told, watched,
};
use models::contact::{REGISTRY, create_all, ddl};
use models::model::Model;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Result};
use scenario::{NOW, Scenario, each_odd_text, in_transaction, open, stop_clock};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let contact = s.empty("contact.db");
    s.observe(
        "ddl-table",
        "ddl() makes one table, and it is called contacts",
        || told(made(&contact, ddl())),
    );
    s.observe(
        "message-only",
        "a contact with nothing but a message is stored, and one with odd texts",
        || told(message_only(&contact)),
    );
    s.observe(
        "created-at-default",
        "a contact who gives no created_at gets the time of now, in UTC (the clock here is Tokyo's)",
        || told(compared_with_now(&contact)),
    );
    s.observe(
        "created-at-sorts",
        "created_at sorts as a text: year, month and day come first",
        || told(write(&contact, "(message) VALUES ('When?')").map(|text| sorted(&text))),
    );
    s.observe(
        "created-at-given",
        "a created_at that is given is kept, also when the message is changed",
        || {
            let given = "(message, created_at) VALUES ('When?', '2024-02-29 12:00:00')";
            told(write(&contact, given).and_then(|given| {
                let touched = touched(&contact)?;
                Ok(format!(
                    "{given}\n{touched}\n{}",
                    in_another_format(&contact)
                ))
            }))
        },
    );
    let [new, more, odd, none, less, twice, old, broken] = [
        "new", "more", "odd", "none", "less", "twice", "old", "broken",
    ]
    .map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "whole-registry",
        "create_all with REGISTRY makes a table for each model",
        || told(all_lent(&new).and_then(|note| Ok(compared_with_names(&new)? + &note))),
    );
    s.observe(
        "one-model-more",
        "create_all with one more model, tags, makes its table and its index, beside old_tags and tags2; then come models with odd names, beside tables and a trigger with names that look like them",
        || format!("{}\n{}", told(with_tags(&more)), told(with_odd(&odd))),
    );
    s.observe(
        "one-model-less",
        "create_all with an empty list, then with one in which the books are left out",
        || {
            let tables =
                |file, models: &[Model]| told(all(file, models).and_then(|()| tables(file)));
            format!(
                "empty: {}\nwithout the books: {}",
                tables(&none, &[]),
                tables(&less, &without_books())
            )
        },
    );
    s.observe(
        "called-twice",
        "create_all is called twice, then in a transaction: all that was there is still there",
        || told(again(&twice)),
    );
    s.observe(
        "old-table-there",
        "create_all beside an old table contacts makes the others and leaves it as it is",
        || told(beside_old(&old)),
    );
    s.observe(
        "refused-statement",
        "a model whose statement SQLite refuses: create_all returns the error",
        || {
            [
                ("the last model of the list", [TAGS, WRONG]),
                ("the first model of the list", [WRONG, TAGS]),
                ("an index whose name is taken", [TAGS, TAKEN]),
            ]
            .map(|(name, models)| format!("{name}: {}", told(refused(&broken, &models))))
            .join("\n")
        },
    );
}

/// A model that the student does not know. Its two statements say IF NOT EXISTS.
const TAGS: Model = Model {
    table: "tags",
    ddl: || {
        "CREATE TABLE IF NOT EXISTS tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS ix_tags_name ON tags (name);"
    },
};

const NOTES: Model = Model {
    table: "notes",
    ddl: || "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY)",
};

const WRONG: Model = Model {
    table: "wrong",
    ddl: || "CREATE TABLE IF NOT EXISTS wrong (id INTEGER PRIMARY KEY,)",
};

/// Its index has the name of another one.
const TAKEN: Model = Model {
    table: "labels",
    ddl: || {
        "CREATE TABLE IF NOT EXISTS labels (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE UNIQUE INDEX ix_tags_name ON labels (name);"
    },
};

/// Models whose names need quotes, and whose statements hold a ; that ends none. Each but the last
/// needs the one before.
const ODD: [Model; 4] = [
    Model {
        table: "order; lines",
        ddl: || {
            r#"CREATE TABLE IF NOT EXISTS "order; lines" (
                id INTEGER PRIMARY KEY, "group" TEXT NOT NULL DEFAULT 'a; b'); -- the first; of three"#
        },
    },
    Model {
        table: "O'Neill %s",
        ddl: || {
            r#"CREATE TABLE IF NOT EXISTS "O'Neill %s" (x REFERENCES "order; lines" (id));
            CREATE TRIGGER IF NOT EXISTS "count" AFTER INSERT ON "order; lines" BEGIN
                INSERT INTO "O'Neill %s" VALUES (new.id);
                INSERT INTO "O'Neill %s" VALUES (NULL);
            END"#
        },
    },
    Model {
        table: "Ärger*",
        ddl: || {
            r#"CREATE TABLE IF NOT EXISTS "Ärger*" (x);
            INSERT INTO "order; lines" (id) SELECT 7 WHERE NOT EXISTS (SELECT * FROM "order; lines");"#
        },
    },
    Model {
        table: "Übel",
        ddl: || r#"CREATE TABLE IF NOT EXISTS "Übel" (x)"#,
    },
];

/// As a program would call it, each time with a new connection.
fn all(file: &Path, models: &[Model]) -> Result<()> {
    create_all(&Connection::open(file)?, models)
}

/// Makes all tables on a connection that somebody uses.
fn all_lent(file: &Path) -> Result<String> {
    all_watched(&lent(Connection::open(file)?)?)
}

fn all_watched(db: &Connection) -> Result<String> {
    let (answer, changed) = watched(db, |db| create_all(db, &REGISTRY[..]));
    answer.map(|()| changed)
}

/// Whether the error is returned, and the connection is as it was.
fn refused(file: &Path, models: &[Model]) -> Result<String> {
    let db = lent(Connection::open(file)?)?;
    let (answer, changed) = watched(&db, |db| create_all(db, models));
    // How many statements a model may have is for another title to judge.
    let answer = match (answer, create_all(&db, &[NOTES])) {
        (Ok(()), _) => "it returns Ok",
        (Err(_), Ok(())) => "returned",
        (Err(_), Err(_)) => "returned, and one for a list without a fault, too",
    };
    let inside = match in_transaction(&db, |db| drop(create_all(db, models)))? {
        "the caller's transaction: open" => String::new(),
        other => format!("\n{other}"),
    };
    Ok(format!("{answer}{changed}{inside}"))
}

/// The tables that there are, and the names that the registry has for them.
fn compared_with_names(file: &Path) -> Result<String> {
    let tables = tables(file)?;
    let mut names: Vec<&str> = REGISTRY.iter().map(|model| model.table).collect();
    names.sort_unstable();
    let names = names.join(", ");
    if tables != names {
        return Ok(format!("{tables}\nbut the names in REGISTRY are: {names}"));
    }
    // Three steps make a table users; this is how to tell the one of step 3. Other rules of the
    // student's own do not matter, so it is not asked why a user was refused.
    for (name, email) in [("susan", "Susan@x.com"), ("sue", "susan@X.com")] {
        let sql = format!("INSERT INTO users (username, email) VALUES ('{name}', '{email}')");
        let _ = execute(file, &sql);
    }
    let users = one(file, "SELECT CAST(count(*) AS TEXT) FROM users")?;
    Ok(format!(
        "{tables}\nof Susan@x.com and susan@X.com there is room for: {users}"
    ))
}

fn with_tags(file: &Path) -> Result<String> {
    // Names that only look like its own.
    execute(file, "CREATE TABLE old_tags (x); CREATE TABLE tags2 (x)")?;
    let mut models = REGISTRY.to_vec();
    models.push(TAGS);
    all(file, &models)?;
    let index =
        "SELECT 'and an index of ' || tbl_name FROM sqlite_schema WHERE name = 'ix_tags_name'";
    Ok(format!(
        "{}\n{}",
        tables(file)?,
        one(file, index).unwrap_or_else(|_| "and no index of tags".to_owned())
    ))
}

/// What they are is told by what they do. To LIKE or GLOB some of these names are patterns of others,
/// to Rust two of them are one in small letters, and a trigger may be called as a table is.
fn with_odd(file: &Path) -> Result<String> {
    execute(
        file,
        r#"CREATE TABLE "O'Neill has" (x); CREATE TABLE "Ärgerlich" (x); CREATE TABLE "Ä%" (x);
        CREATE TABLE "übel" (x);
        CREATE TRIGGER "Ärger*" AFTER INSERT ON "Ä%" BEGIN SELECT 1; END"#,
    )?;
    all(file, &ODD)?;
    let rows = r#"SELECT concat_ws(' | ', id, "group", (SELECT count(*) FROM "O'Neill %s"))
        FROM "order; lines""#;
    Ok(format!("{}\n{}", tables(file)?, one(file, rows)?))
}

fn without_books() -> Vec<Model> {
    let mut models = REGISTRY.to_vec();
    models.retain(|model| model.table != "books");
    models
}

/// Whether the steps before this one are right does not matter here.
fn again(file: &Path) -> Result<String> {
    let without_keys = all_watched(&lent_without_keys(Connection::open(file)?)?)?;
    execute(
        file,
        "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com');
        INSERT INTO books (title) VALUES ('Dune'), ('Emma'); DELETE FROM books WHERE title = 'Emma'",
    )?;
    let hello =
        "INSERT INTO contacts (message, created_at) VALUES ('Hello', '2024-02-29 12:00:00')";
    let _ = execute(file, hello);
    let all_else = || {
        [
            "SELECT group_concat(concat_ws(' ', name, sql), ', ' ORDER BY name) FROM sqlite_schema",
            "SELECT group_concat(concat_ws(' ', name, seq)) FROM sqlite_sequence",
            "SELECT group_concat(concat_ws(' ', id, message, created_at)) FROM contacts",
        ]
        .map(|sql| one(file, sql).unwrap_or_default())
    };
    let before = all_else();
    let changed = match all_lent(file)?.as_str() {
        "" => without_keys,
        changed => changed.to_owned(),
    };
    let inside = in_transaction(&Connection::open(file)?, |db| {
        drop(create_all(db, &REGISTRY[..]));
    })?;
    let names = ["the tables", "what is remembered of ids", "the contacts"];
    let other: Vec<&str> = names
        .into_iter()
        .zip(all_else().iter().zip(&before))
        .filter_map(|(name, (now, before))| (now != before).then_some(name))
        .collect();
    let other = match other[..] {
        [] => String::new(),
        _ => format!("\nnot as before: {}", other.join(", ")),
    };
    let there = one(
        file,
        "SELECT coalesce((SELECT username FROM users), 'nobody') || ', ' ||
            coalesce((SELECT title FROM books), 'no book')",
    )?;
    Ok(format!("{there}{other}{changed}\n{inside}"))
}

fn beside_old(file: &Path) -> Result<String> {
    execute(
        file,
        "CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO contacts VALUES (1, 'john')",
    )?;
    // The old one is the first of the list: what comes behind it must still be made.
    let mut models = REGISTRY.to_vec();
    models.sort_by_key(|model| model.table != "contacts");
    all(file, &models)?;
    let columns = "SELECT group_concat(name, ', ' ORDER BY cid) FROM pragma_table_info('contacts')";
    let row = "SELECT coalesce((SELECT id || ' ' || name FROM contacts), 'none')";
    Ok(format!(
        "tables: {}\nthe old columns: {}\nthe old row: {}",
        tables(file)?,
        one(file, columns)?,
        one(file, row)?
    ))
}

/// A contact with a message has this message and nothing else.
fn message_only(file: &Path) -> Result<String> {
    write(file, "(message) VALUES ('Hello')")?;
    let others = "SELECT coalesce(name, email, subject) IS NULL FROM contacts";
    let others: bool = open(file)?.query_row(others, [], |row| row.get(0))?;
    Ok(match others {
        true => format!("it is\nodd texts: {}", odd_texts(file)?),
        false => "it is, and what was left out is not NULL".to_owned(),
    })
}

/// Each may be missing, and so may all.
fn alone(db: &Connection) -> &'static str {
    let rows = [
        "(name) VALUES ('susan')",
        "(email) VALUES ('susan@example.com')",
        "(subject) VALUES ('Hello')",
        "DEFAULT VALUES",
    ];
    let is_refused = |row: &&str| {
        db.execute(&format!("INSERT INTO contacts {row}"), [])
            .is_err()
    };
    match rows.iter().any(is_refused) {
        true => "\na contact in which something else is missing: refused",
        false => "",
    }
}

/// Who forbids more than this step asks for may refuse them.
fn odd_texts(file: &Path) -> Result<String> {
    let db = open(file)?;
    db.execute_batch("BEGIN")?;
    let stored = |number, text| {
        let columns = ["name", "email", "subject", "message"];
        stored_odd_text(&db, "contacts", &columns, (number, text))
            .filter(|fault| !fault.ends_with(" is refused"))
    };
    let odd = each_odd_text(|(number, text)| stored(number, text));
    let empty = stored(1, "").map_or(String::new(), |fault| format!("\n{fault}"));
    Ok(odd + &empty + alone(&db) + twice(&db))
}

/// Whoever writes a second time, in the same words, is no other contact.
fn twice(db: &Connection) -> &'static str {
    let row = "INSERT INTO contacts (name, email, subject, message)
        VALUES ('susan', 'susan@x.com', 'Hello', 'Hello')";
    // The first may be refused by a rule of the student's own.
    match db.execute(row, []).is_ok() && db.execute(row, []).is_err() {
        true => "\nthe same contact once more: refused",
        false => "",
    }
}

/// Who wants one format may refuse the others.
fn in_another_format(file: &Path) -> String {
    let given = "2024-02-29T12:00:00";
    match write(
        file,
        &format!("(message, created_at) VALUES ('When?', '{given}')"),
    ) {
        Ok(text) if text != given => format!("{given} became {text}"),
        _ => "with a T: kept or refused".to_owned(),
    }
}

/// Changes the last message, and tells the time of it.
fn touched(file: &Path) -> Result<String> {
    let db = open(file)?;
    stop_clock(&db)?;
    let last = "(SELECT max(id) FROM contacts)";
    db.execute_batch(&format!(
        "UPDATE contacts SET message = 'Hello again' WHERE id = {last}"
    ))?;
    let time = format!("SELECT created_at FROM contacts WHERE id = {last}");
    db.query_row(&time, [], |row| row.get(0))
}

/// Adds a contact and tells its created_at.
fn write(file: &Path, what: &str) -> Result<String> {
    let sql = format!("INSERT INTO contacts {what}");
    let db = open(file)?;
    stop_clock(&db)?;
    db.execute_batch(&sql)?;
    let last =
        "SELECT coalesce(CAST(created_at AS TEXT), 'NULL') FROM contacts ORDER BY id DESC LIMIT 1";
    db.query_row(last, [], |row| row.get(0))
}

const HOUR: i64 = 60 * 60;

/// Whether created_at is the time at which the clock was stopped.
fn compared_with_now(file: &Path) -> Result<String> {
    let text = write(file, "(message) VALUES ('What time is it?')")?;
    if let Some(kind) = no_time(&text) {
        return Ok(kind);
    }
    let late = |text: &str| -> Result<Option<i64>> {
        let seconds = "SELECT unixepoch(?1) - unixepoch(?2)";
        open(file)?.query_row(seconds, [text, NOW], |row| row.get(0))
    };
    // Without what may follow, an offset among it: a text is sorted by what stands before.
    let by_the_clock = late(text.get(..19).unwrap_or(&text))?;
    Ok(match late(&text)? {
        None => "it is no time that SQLite can read".to_owned(),
        Some(0) if by_the_clock.is_some_and(|late| late != 0) => {
            "it is, but by the clock of another zone".to_owned()
        }
        Some(0) => at_new_year(file)?.unwrap_or_else(|| "it is".to_owned()),
        // Tokyo is nine hours ahead and has no summer time.
        Some(late) if late % HOUR == 0 && late.abs() < 24 * HOUR => {
            let word = if late > 0 { "late" } else { "early" };
            format!("it is {} hours too {word}", (late / HOUR).abs())
        }
        Some(_) => format!("at {NOW} it is {text}"),
    })
}

/// A Monday, with which the first week of 2025 begins.
const NEW_YEAR: &str = "2024-12-30 17:08:09";

/// What is wrong around New Year. `strftime` alone knows a year that is another one then: `%G`, that
/// of the week.
fn at_new_year(file: &Path) -> Result<Option<String>> {
    let db = open(file)?;
    stop_clock(&db)?;
    let real = Connection::open_in_memory()?;
    let strftime = move |context: &Context<'_>| {
        let format: String = context.get(0)?;
        real.query_row("SELECT strftime(?1, ?2)", [&format, NEW_YEAR], |row| {
            row.get::<_, Option<String>>(0)
        })
    };
    db.create_scalar_function("strftime", -1, FunctionFlags::SQLITE_UTF8, strftime)?;
    db.execute_batch("INSERT INTO contacts (message) VALUES ('Happy new year')")?;
    let last = "SELECT created_at FROM contacts ORDER BY id DESC LIMIT 1";
    let text: String = db.query_row(last, [], |row| row.get(0))?;
    Ok((text.get(..4) != NEW_YEAR.get(..4)).then(|| format!("at {NEW_YEAR} it is {text}")))
}

/// Both `2024-02-29 12:00:00` and `2024-02-29T12:00:00.000Z` are right.
fn sorted(text: &str) -> String {
    let shape = without_digits(text);
    let full = shape.get(..10) == Some("9999-99-99") && shape.get(11..19) == Some("99:99:99");
    if full {
        "it does".to_owned()
    } else {
        no_time(text).unwrap_or_else(|| format!("it looks like {shape}, where 9 is any digit"))
    }
}

/// What a text is that cannot be a day and a time of day. The same in each run.
fn no_time(text: &str) -> Option<String> {
    let shape = without_digits(text);
    Some(match shape.as_str() {
        "NULL" => "it is NULL".to_owned(),
        "9999-99-99" => "it is a date without a time".to_owned(),
        "99:99:99" => "it is a time without a date".to_owned(),
        digits if !digits.is_empty() && digits.bytes().all(|b| b == b'9') => {
            format!("it is a number of {} digits", digits.len())
        }
        number if number.starts_with('9') && number.bytes().all(|b| matches!(b, b'9' | b'.')) => {
            "it is a number with a point in it".to_owned()
        }
        // SQLite computes with the word now each time it reads it.
        word if !word.starts_with('9') => format!("it is no time, but the text {text}"),
        _ => return None,
    })
}

/// The same in each run.
fn without_digits(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect()
}

//! Books come and go, and each id is used once.

use crate::shared::{
    LARGE_ID, attempt, execute, hurried, in_the_text, in_vain, lent, lent_without_keys, made, one,
    told, watched,
};
use models::books::{add, ddl};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, TEXTS, became, each_odd_text, hindered, in_transaction, open};
use std::cell::OnceCell;
use std::path::Path;

const RAW: &str = "INSERT INTO books (title, descrption) VALUES ('Emma', 'A match')";

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe(
        "ddl-table",
        "ddl() makes one table, and it is called books",
        || told(made(&file, ddl())),
    );
    s.observe(
        "three-books",
        "three books are added and get the ids 1, 2 and 3",
        || told(three(&file)),
    );
    s.observe("added-rows", "what was added is in the table", || {
        let each = "SELECT group_concat(title || ' | ' || quote(descrption), char(10) ORDER BY rowid) FROM books";
        told(one(&file, each))
    });
    s.observe("no-title", "a book without a title is refused", || {
        let db = open(&file).expect("a database");
        format!(
            "NULL: {}\nleft out: {}\nNULL, behind another book: {}",
            told(attempt(&db, RAW, "books (title) VALUES (NULL)")),
            told(attempt(&db, RAW, "books (descrption) VALUES ('No title')")),
            told(attempt(&db, RAW, "books (title) VALUES ('Ice'), (NULL)"))
        )
    });
    s.observe(
        "taken-id",
        "a book written with the id 1, which another one has, is refused",
        || {
            let db = open(&file).expect("a database");
            told(attempt(&db, RAW, "books (id, title) VALUES (1, 'Emma')"))
        },
    );
    s.observe(
        "last-deleted-then-add",
        "book 3 is deleted: the next one, by add, has a new id",
        || told(execute(&file, "DELETE FROM books WHERE id = 3").and_then(|()| add_one(&file))),
    );
    s.observe(
        "last-deleted-then-sql",
        "book 4 is deleted: the next one, by raw SQL, has a new id",
        || {
            let sql = format!("DELETE FROM books WHERE id = 4; {RAW}");
            told(execute(&file, &sql).and_then(|()| highest(&file)))
        },
    );
    s.observe(
        "all-deleted-then-sql",
        "all books are deleted: the next one has a new id",
        || told(execute(&file, &format!("DELETE FROM books; {RAW}")).and_then(|()| highest(&file))),
    );
    s.observe(
        "sqlite-sequence",
        "SQLite keeps the highest id that ever was in sqlite_sequence",
        || {
            told(one(
                &file,
                "SELECT name || ': ' || seq FROM sqlite_sequence WHERE name = 'books'",
            ))
        },
    );
    let [twice, beside, busy, hurry, full, odd] =
        ["twice", "beside", "busy", "hurry", "full", "odd"]
            .map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "same-title-twice",
        "Dune is added twice, and each has an id of its own",
        || told(execute(&twice, ddl()).and_then(|()| added_twice(&twice))),
    );
    s.observe(
        "odd-texts",
        "odd titles and descriptions, an empty one and a long one are kept as they are given",
        || told(execute(&odd, ddl()).and_then(|()| odd_texts(&odd))),
    );
    s.observe(
        "no-description",
        "raw SQL names no descrption: it is NULL",
        || {
            let row = "INSERT INTO books (title) VALUES ('Emma') RETURNING quote(descrption)";
            told(one(&odd, row))
        },
    );
    s.observe(
        "statement-text",
        "the title and the description that add is given are in no statement's text",
        || {
            let values = [("the title", "canary"), ("the description", "magpie")];
            in_the_text(&values, |values| {
                drop(Connection::open(&odd).and_then(|db| add(&db, values[0], Some(values[1]))))
            })
        },
    );
    s.observe(
        "beside-other-tables",
        "add returns the book's id, also beside two other tables that count",
        || told(execute(&beside, ddl()).and_then(|()| added_beside(&beside))),
    );
    s.observe(
        "trigger-adds-copy",
        "a trigger adds a copy of each new book: add returns the id of its own",
        || told(execute(&busy, ddl()).and_then(|()| added_with_copies(&busy))),
    );
    s.observe(
        "other-program",
        "another program adds a book a moment before: add returns the id of its own",
        || told(execute(&hurry, ddl()).and_then(|()| added_meanwhile(&hurry))),
    );
    s.observe(
        "hindered",
        "when a book cannot be stored, add returns an error and leaves the rest as it was",
        || {
            told(execute(&full, ddl()).and_then(|()| {
                execute(&full, RAW)?;
                let twice = refused_by_index(&full)?;
                let usual = OnceCell::new();
                let rest = hindered(&full, "books", |db| {
                    in_vain(&usual, db, |db| add(db, "Dune", None))
                })?;
                Ok(format!("{twice}\n{rest}"))
            }))
        },
    );
}

/// There is a book called Emma.
fn refused_by_index(file: &Path) -> Result<String> {
    execute(file, "CREATE UNIQUE INDEX one_title ON books (title)")?;
    let usual = OnceCell::new();
    let db = lent(Connection::open(file)?)?;
    let said = in_vain(&usual, &db, |db| add(db, "Emma", None));
    let inside = in_transaction(&db, |db| drop(add(db, "Emma", None)))?;
    drop(db);
    execute(file, "DROP INDEX one_title")?;
    Ok(format!(
        "a unique index refuses the title: {said}\nthe same in a transaction: {inside}"
    ))
}

fn odd_texts(file: &Path) -> Result<String> {
    let long = "é".repeat(2000);
    let line = |name: &str, title: &str, about: &str| {
        let id = add(&Connection::open(file)?, title, Some(about))?;
        let same = "SELECT title IS ?2, descrption IS ?3, descrption IS NULL,
            length(descrption) < length(?3) FROM books WHERE id = ?1";
        let found = open(file)?.query_row(same, (id, title, about), |row| {
            let is_shorter: Option<bool> = row.get(3)?;
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                is_shorter == Some(true),
            ))
        })?;
        Ok(format!(
            "{name}: {}",
            match found {
                (true, true, ..) => "kept",
                (true, _, true, _) => "the description is NULL",
                (true, .., true) => "the description is shorter",
                (true, ..) => "the description is another text",
                _ => "the title is another text",
            }
        ))
    };
    let lines: Result<Vec<String>> = [
        line("blanks at the ends", " 100%  Dune ", " Sand\n"),
        line("an empty description", "Dune", ""),
        line("2000 letters", "Emma.", &long),
        line("a title of 2000 letters", &long, "Emma."),
    ]
    .into_iter()
    .collect();
    Ok(format!("{}\n{}", lines?.join("\n"), odd_books(file)?))
}

/// Each description is the next text. The ids go on behind a large one.
fn odd_books(file: &Path) -> Result<String> {
    open(file)?.execute(
        "INSERT INTO books (id, title) VALUES (?1, 'Orlando')",
        [LARGE_ID],
    )?;
    let db = lent_without_keys(Connection::open(file)?)?;
    let next = |number: usize| TEXTS[(number + 1) % TEXTS.len()];
    let book = |id: i64| -> Result<(String, Option<String>)> {
        let sql = "SELECT title, descrption FROM books WHERE id = ?1";
        let mut book = db.prepare_cached(sql)?;
        book.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    let (texts, changed) = watched(&db, |db| {
        each_odd_text(|(number, text)| {
            let about = Some(next(number).to_owned());
            match add(db, text, about.as_deref()).map(|id| (id, book(id))) {
                Ok((_, Ok(found))) => {
                    became(&(*text).to_owned(), &found.0).or_else(|| became(&about, &found.1))
                }
                Ok((id, Err(Error::QueryReturnedNoRows))) => Some(format!(
                    "{text:?}: add returns {id}, and no book has this id"
                )),
                Ok((_, Err(error))) | Err(error) => {
                    Some(format!("{text:?}: {}", told::<i64>(Err(error))))
                }
            }
        })
    });
    let inside = in_transaction(&db, |db| drop(add(db, "Emma", None)))?;
    Ok(format!("odd texts: {texts}{changed}\n{inside}"))
}

fn three(file: &Path) -> Result<String> {
    let db = Connection::open(file)?;
    let books = [
        ("Dune", Some("Sand")),
        ("Ulysses", None),
        ("Cat's Cradle", Some("Ice")),
    ];
    let answers = books.map(|(title, about)| add(&db, title, about).map(|id| id.to_string()));
    let answers: Vec<String> = answers.into_iter().collect::<Result<_>>()?;
    let ids = one(
        file,
        "SELECT group_concat(coalesce(id, 'NULL'), ', ' ORDER BY rowid) FROM books",
    )?;
    Ok(format!(
        "the answers: {}\nin the table: {ids}",
        answers.join(", ")
    ))
}

/// Adds a book whose description no other book has, and compares the answer with its row.
fn add_and_compare(file: &Path, title: &str, about: &str) -> Result<String> {
    let answer = add(&Connection::open(file)?, title, Some(about))?;
    // A copy of it comes behind it.
    let row = "SELECT min(id) FROM books WHERE descrption = ?1";
    let id: Option<i64> = open(file)?.query_row(row, [about], |row| row.get(0))?;
    Ok(match id {
        Some(id) if id == answer => "the id of its row".to_owned(),
        Some(id) => format!("{answer}, and its row has the id {id}"),
        None => format!("{answer}, and no row has its description"),
    })
}

fn added_twice(file: &Path) -> Result<String> {
    let first = add_and_compare(file, "Dune", "Sand")?;
    let second = add_and_compare(file, "Dune", "With a map")?;
    let mut copies = [0; 2];
    for id in &mut copies {
        *id = add(&Connection::open(file)?, "Dune", None)?;
    }
    let rows = "SELECT count(*) FROM books WHERE descrption IS NULL";
    let rows: i64 = open(file)?.query_row(rows, [], |row| row.get(0))?;
    let copies = match (copies[0] == copies[1], rows) {
        (false, _) => "two ids",
        (true, 2) => "one id, and two books",
        (true, _) => "one id, and one book",
    };
    Ok(format!(
        "the first: {first}\nthe second: {second}\ntwo without a description: {copies}"
    ))
}

/// The tables' own lines in `sqlite_sequence` stand before and behind that of the books.
fn added_beside(file: &Path) -> Result<String> {
    let counting = |table: &str, id| {
        let make = format!(
            "CREATE TABLE {table} (id INTEGER PRIMARY KEY AUTOINCREMENT);
            INSERT INTO {table} VALUES ({id})"
        );
        execute(file, &make)
    };
    counting("authors", 100)?;
    let first = add_and_compare(file, "Dune", "Sand")?;
    counting("writers", 200)?;
    let second = add_and_compare(file, "Emma", "A match")?;
    let large = "INSERT INTO books (id, title) VALUES (?1, 'Orlando')";
    open(file)?.execute(large, [LARGE_ID])?;
    let third = add_and_compare(file, "Ulysses", "A day")?;
    Ok(format!(
        "the first: {first}\nthe second: {second}\nbehind book 9007199254740993: {third}"
    ))
}

/// This is what a second program looks like that writes at the same moment. A trigger does not start
/// itself: its book comes behind the student's.
fn added_with_copies(file: &Path) -> Result<String> {
    let lines: Result<Vec<String>> = [
        ("with a description of its own", "AFTER", "'A copy'", "Sand"),
        ("a whole copy", "AFTER", "new.descrption", "Ice"),
        ("a copy that comes first", "BEFORE", "'A copy'", "Worms"),
    ]
    .into_iter()
    .map(|(name, time, about, own)| {
        execute(
            file,
            &format!(
                "CREATE TRIGGER copies {time} INSERT ON books
                BEGIN
                    INSERT INTO books (title, descrption) VALUES (new.title, {about});
                END"
            ),
        )?;
        let id = add_and_compare(file, "Dune", own)?;
        execute(file, "DROP TRIGGER copies")?;
        Ok(format!("{name}: {id}"))
    })
    .collect();
    Ok(lines?.join("\n"))
}

/// The other program writes right before the student's INSERT.
fn added_meanwhile(file: &Path) -> Result<String> {
    let db = hurried(file, "books", RAW)?;
    let answer = add(&db, "Orlando", None);
    drop(db);
    let id = one(
        file,
        "SELECT 'id ' || id FROM books WHERE title = 'Orlando'",
    );
    let answer = told(answer.map(|id| format!("id {id}")));
    Ok(match id {
        Ok(id) if id == answer => "the id of its row".to_owned(),
        _ => answer,
    })
}

/// With a connection of its own, as after a restart of the program.
fn add_one(file: &Path) -> Result<String> {
    let id = add(&Connection::open(file)?, "Orlando", None)?;
    Ok(format!("id {id}"))
}

fn highest(file: &Path) -> Result<String> {
    one(file, "SELECT 'id ' || coalesce(max(id), 'NULL') FROM books")
}

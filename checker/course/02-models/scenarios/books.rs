//! Books come and go, and each id is used once.

use crate::shared::{execute, one, tables, told};
use models::books::{add, ddl};
use rusqlite::{Connection, Result};
use scenario::Scenario;
use std::path::Path;

const RAW: &str = "INSERT INTO books (title, descrption) VALUES ('Emma', 'A match')";

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe("ddl() makes one table, and it is called books", || {
        told(execute(&file, ddl()).and_then(|()| tables(&file)))
    });
    s.observe("three books are added and get the ids 1, 2 and 3", || {
        told(three(&file))
    });
    s.observe("what was added is in the table", || {
        told(one(&file, "SELECT title || ' | ' || coalesce(descrption, 'NULL') FROM books ORDER BY id LIMIT 1 OFFSET 1"))
    });
    s.observe("a book without a title is refused", || {
        // Without a COMMIT: the books after it are counted.
        match execute(
            &file,
            "BEGIN; INSERT INTO books (descrption) VALUES ('No title')",
        ) {
            Ok(()) => "accepted".to_owned(),
            Err(error) => format!("refused: {error}"),
        }
    });
    s.observe(
        "book 3 is deleted: the next one, by add, has a new id",
        || told(execute(&file, "DELETE FROM books WHERE id = 3").and_then(|()| add_one(&file))),
    );
    s.observe(
        "book 4 is deleted: the next one, by raw SQL, has a new id",
        || {
            let sql = format!("DELETE FROM books WHERE id = 4; {RAW}");
            told(execute(&file, &sql).and_then(|()| highest(&file)))
        },
    );
    s.observe("all books are deleted: the next one has a new id", || {
        told(execute(&file, &format!("DELETE FROM books; {RAW}")).and_then(|()| highest(&file)))
    });
    s.observe(
        "SQLite keeps the highest id that ever was in sqlite_sequence",
        || {
            told(one(
                &file,
                "SELECT name || ': ' || seq FROM sqlite_sequence WHERE name = 'books'",
            ))
        },
    );
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

/// With a connection of its own, as after a restart of the program.
fn add_one(file: &Path) -> Result<String> {
    let id = add(&Connection::open(file)?, "Orlando", None)?;
    Ok(format!("id {id}"))
}

fn highest(file: &Path) -> Result<String> {
    one(file, "SELECT 'id ' || coalesce(max(id), 'NULL') FROM books")
}

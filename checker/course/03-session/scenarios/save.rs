//! The second time it is the same book.

use crate::shared::{left_open, lent, refuse_commit, rows, say, starts, watched};
use rusqlite::{Connection, Result};
use scenario::{Scenario, TEXTS, first_fault, in_transaction, open, traced, untraced};
use session::{Book, SCHEMA, save_book};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [
        new,
        same,
        again,
        twins,
        given,
        odd_ones,
        refused,
        inside,
        loans,
        first,
        second,
        clue,
        late,
    ] = [
        "new.db",
        "same.db",
        "again.db",
        "twins.db",
        "given.db",
        "odd.db",
        "refused.db",
        "inside.db",
        "loans.db",
        "first.db",
        "second.db",
        "clue.db",
        "late.db",
    ]
    .map(|name| s.empty(name));
    s.observe(
        "new-title",
        "Dune has the id 7; Emma, a new title, is saved",
        || {
            let result = save_book(&library(&new), &book("Emma", "a village"));
            format!("{}\n{}", told(&result), books(&new))
        },
    );
    s.observe(
        "known-title",
        "Dune is saved again, with another description, then twice without any",
        || {
            let db = library(&same);
            let result = save_book(&db, &book("Dune", "sand and spice"));
            let then = books(&same);
            let [empty, same_again] =
                ["", ""].map(|text| told(&save_book(&db, &book("Dune", text))));
            format!(
                "{}\n{then}\nan empty description: {empty}\nthe same again: {same_again}\n{}",
                told(&result),
                books(&same)
            )
        },
    );
    s.observe(
        "twins",
        "a book called dune, and one called Dune with a blank behind it",
        || {
            let db = library(&twins);
            let [small, blank] =
                ["dune", "Dune "].map(|title| told(&save_book(&db, &book(title, "another"))));
            format!("dune: {small}\n`Dune `: {blank}\n{}", books(&twins))
        },
    );
    s.observe(
        "as-given",
        "after the id 9007199254740992: O'Brien's title, twice, first without a description",
        || {
            let mut db = library(&given);
            db.execute_batch("INSERT INTO books VALUES (9007199254740992, 'last', '')")
                .expect("a book");
            let title = "O'Brien's \"Sand\"; --";
            let (result, besides) = watched(&mut db, |db| {
                ["", " O'Brien's own "].map(|text| told(&save_book(db, &book(title, text))))
            });
            let [new, known] = result;
            format!("new: {new}\nknown: {known}\n{}\n{besides}", books(&given))
        },
    );
    s.observe(
        "odd-texts",
        "odd titles and descriptions, and each title again with the next description",
        || {
            let mut db = library(&odd_ones);
            let long = "é".repeat(300);
            let texts: Vec<&str> = [""].into_iter().chain(TEXTS).chain([&*long]).collect();
            let numbered = || texts.iter().enumerate();
            let next = |number: usize| texts[(number + 1) % texts.len()];
            let mut saved = Vec::new();
            let (first, trace) = traced(|| {
                first_fault(numbered(), |(_, text)| {
                    let id = save_book(&db, &book(text, text));
                    let error = id
                        .as_ref()
                        .err()
                        .map(|error| format!("{}: {}", short(text), say(error)));
                    saved.extend(id);
                    error
                })
            });
            let again = first_fault(numbered(), |(number, text)| {
                match save_book(&db, &book(text, next(number))) {
                    Ok(id) if saved.get(number) == Some(&id) => None,
                    Ok(_) => Some(format!(
                        "{} has another id than when it was new",
                        short(text)
                    )),
                    Err(error) => Some(format!("{}: {}", short(text), say(&error))),
                }
            });
            let there = first_fault(numbered(), |(number, text)| {
                let sql = "SELECT descrption FROM books WHERE title = ?1";
                let about: Result<Option<String>> = db.query_row(sql, [text], |row| row.get(0));
                match about {
                    Ok(about) if about.as_deref() == Some(next(number)) => None,
                    Ok(about) => Some(format!(
                        "{} has the description {}, not {}",
                        short(text),
                        about.map_or("NULL".to_owned(), |about| short(&about)),
                        short(next(number))
                    )),
                    Err(error) => Some(format!("{}: {}", short(text), say(&error))),
                }
            });
            let inside = in_transaction(&db, |db| drop(save_book(db, &book("Emma", "a village"))))
                .expect("a transaction");
            let (_, owners) = lent(&mut db, |db| {
                drop(save_book(db, &book("Emma", "a village")))
            });
            let texts = match trace.is_varied() {
                true => "\neach book has statements of its own",
                false => "",
            };
            format!(
                "new: {first}\nagain: {again}\nin the table: {there}\n{inside}\n{owners}{texts}"
            )
        },
    );
    s.observe(
        "refused",
        "triggers refuse Dune's new description, and then a new book; then the table is missing",
        || {
            let db = library(&refused);
            [
                (FIXED, "Dune"),
                (CLOSED, "Emma"),
                ("DROP TABLE books", "Emma"),
            ]
            .map(|(more, title)| {
                db.execute_batch(more).expect("what is in the way");
                let result = save_book(&db, &book(title, "a village"));
                let result = result.map_or("an error", |_| "no error");
                let open = left_open(&db);
                if !db.is_autocommit() {
                    db.execute_batch("ROLLBACK").expect("an end");
                }
                format!("{result}{open}")
            })
            .join("\n")
        },
    );
    s.observe(
        "refused-in-transaction",
        "the caller has begun a transaction and a loan; a trigger refuses the book",
        || {
            let db = library(&inside);
            let loan = "BEGIN; INSERT INTO loans VALUES (900, 7, 1)";
            untraced(|| db.execute_batch(&format!("{CLOSED};{loan}"))).expect("a loan");
            let result = save_book(&db, &book("Emma", "a village"));
            let result = result.map_or("an error", |_| "no error");
            let open = if db.is_autocommit() { "ended" } else { "open" };
            let sql = "SELECT count(*) FROM loans";
            let loans: Result<i64> = untraced(|| db.query_row(sql, [], |row| row.get(0)));
            let loans = loans.expect("a number");
            format!("{result}\nthe caller's transaction: {open}, loans: {loans}")
        },
    );
    s.observe(
        "commit-refused",
        "a trigger sees to it that COMMIT is refused",
        || {
            let db = library(&late);
            refuse_commit(&db, "books");
            let result = save_book(&db, &book("Emma", "a village"));
            let result = result.map_or("an error".to_owned(), |id| told(&Ok(id)));
            format!("{result}\n{}{}", books(&late), left_open(&db))
        },
    );
    s.observe(
        "again-after-loan",
        "Emma is saved, a loan gets the id 900, then Emma is saved again",
        || {
            let db = library(&again);
            let before = save_book(&db, &book("Emma", "a village"));
            db.execute_batch("INSERT INTO loans VALUES (900, 7, 1)")
                .expect("a loan");
            let after = save_book(&db, &book("Emma", "a rich village"));
            format!(
                "first: {}\nagain: {}\n{}",
                told(&before),
                told(&after),
                books(&again)
            )
        },
    );
    s.observe(
        "loan-after-save",
        "the loan of Dune, after Dune was saved again",
        || {
            let _ = save_book(&library(&loans), &book("Dune", "sand and spice"));
            rows(
                &loans,
                "SELECT 'loan ' || loans.id || ' of the book ' || book_id || ', '
                    || ifnull(title, 'which is gone')
                 FROM loans LEFT JOIN books ON books.id = book_id",
            )
        },
    );
    s.observe(
        "new-title-atomic",
        "a new title is saved in one piece",
        || in_one_piece(&library(&first), "Emma"),
    );
    let db = library(&clue);
    let (_, trace) = traced(|| save_book(&db, &book("Emma", "a village")));
    let writes = |sql: &String| starts(sql, "INSERT");
    let is_told = |word| trace.statements.iter().any(|sql| sql.contains(word));
    s.clue("title-in-text", is_told("Emma"));
    s.clue("description-in-text", is_told("village"));
    s.clue("writes-first", trace.statements.first().is_some_and(writes));
    s.observe(
        "known-title-atomic",
        "a known title is saved in one piece",
        || in_one_piece(&library(&second), "Dune"),
    );
}

const CLOSED: &str = "CREATE TRIGGER closed BEFORE INSERT ON books
    BEGIN SELECT raise(ABORT, 'no new books today'); END";

/// Dune is not to be changed, nor to be replaced by another Dune.
const FIXED: &str = "CREATE TRIGGER fixed BEFORE UPDATE ON books
    BEGIN SELECT raise(ABORT, 'no changes today'); END;
    CREATE TRIGGER one AFTER INSERT ON books WHEN new.title = 'Dune'
    BEGIN SELECT raise(ABORT, 'no changes today'); END";

/// The tables, john who has lent Dune, and foreign keys that are checked.
fn library(file: &Path) -> Connection {
    let tables = open(file).expect("a database");
    tables.execute_batch(SCHEMA).expect("tables");
    tables
        .execute_batch(
            "INSERT INTO users VALUES (1, 'john', 'john@example.com', NULL);
            INSERT INTO books VALUES (7, 'Dune', 'sand'), (9, 'Ivanhoe', 'knights');
            INSERT INTO loans VALUES (5, 7, 1);",
        )
        .expect("rows");
    let db = Connection::open(file).expect("a database");
    untraced(|| db.pragma_update(None, "foreign_keys", true)).expect("a pragma");
    db
}

fn book(title: &str, descrption: &str) -> Book {
    Book {
        title: title.to_owned(),
        descrption: descrption.to_owned(),
    }
}

/// A text, or of a long one how long it is.
fn short(text: &str) -> String {
    match text.chars().count() {
        letters if letters > 64 => format!("a text of {letters} letters"),
        _ => format!("{text:?}"),
    }
}

fn told(result: &Result<i64>) -> String {
    match result {
        Ok(id) => format!("Ok: id {id}"),
        Err(error) => say(error),
    }
}

fn books(file: &Path) -> String {
    rows(
        file,
        "SELECT 'in the table: ' || id || ' | ' || title || ' | ' || descrption FROM books ORDER BY id",
    )
}

/// One statement is a transaction of its own; several need one around them.
fn in_one_piece(db: &Connection, title: &str) -> String {
    let (_, trace) = traced(|| save_book(db, &book(title, "anew")));
    let (mut depth, mut alone, mut frames) = (0_usize, 0, 0);
    for sql in &trace.statements {
        let sql = sql.trim_start().to_uppercase();
        let starts = |words: &[&str]| words.iter().any(|word| sql.starts_with(word));
        if starts(&["BEGIN", "SAVEPOINT"]) {
            frames += usize::from(depth == 0);
            depth += 1;
        } else if starts(&["RELEASE"]) {
            depth = depth.saturating_sub(1);
        } else if starts(&["COMMIT", "END", "ROLLBACK"]) {
            depth = if starts(&["ROLLBACK TO"]) { depth } else { 0 };
        } else if depth == 0 {
            alone += 1;
        }
    }
    if !db.is_autocommit() {
        return "no: a transaction is still open".to_owned();
    }
    match (alone, frames) {
        (0, 0) => "nothing was done".to_owned(),
        (1, 0) | (0, 1) => "yes".to_owned(),
        (_, 0) => "no: several statements, and no transaction around them".to_owned(),
        _ => "no: parts of it are in a transaction, and parts are not".to_owned(),
    }
}

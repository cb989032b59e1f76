//! A column gets its right name, and no text is lost.

use crate::shared::{Judged, NOT_RIGHT, answer, compared, content};
use rusqlite::Result;
use scenario::{Scenario, open};
use std::path::Path;

/// Readers go on writing.
const LATER: &str = "
    UPDATE books SET description = title || description WHERE id % 2 = 0;
    UPDATE books SET description = NULL WHERE id % 5 = 0;
    INSERT INTO books (title, description) VALUES ('later', ' 100%; '), ('later', NULL)";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 5).later(LATER);
    judged.tries(s);
    s.observe(
        "shelf",
        "a filled database, up: what the shelf shows",
        || {
            judged.after_up("shelf.db", |file| {
                let shelf = "SELECT group_concat(id || ' ' || title || ' ('
                || coalesce(text, 'no text') || ')', ', ' ORDER BY id) FROM shelf";
                answer(file, shelf)
            })
        },
    );
    judged.tries_back(s);
    s.observe(
        "written-after-up",
        "books are written after the way up: the way back keeps them",
        || {
            if !judged.is_right() {
                return NOT_RIGHT.to_owned();
            }
            let same = judged.filled("same.db");
            let Ok(file) = judged.upgraded_filled("later.db") else {
                return NOT_RIGHT.to_owned();
            };
            write(&file, "description").expect("rows");
            write(&same, "descrption").expect("rows");
            judged.after_down(&file, || compared(&content(&same), &content(&file)))
        },
    );
}

fn write(file: &Path, column: &str) -> Result<()> {
    open(file)?.execute_batch(&format!(
        "INSERT INTO books (title, {column}) VALUES ('Emma', 'Highbury');
         UPDATE books SET {column} = 'An ocean' WHERE id = 2;
         DELETE FROM books WHERE id = 3"
    ))
}

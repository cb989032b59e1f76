//! A column gets its right name, and no text is lost.

use crate::shared::{Judged, ROWS, answer, compared, content, looked_up};
use rusqlite::Result;
use scenario::{Scenario, open};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 5);
    judged.tries(s);
    s.observe(
        "a filled database, up: the shelf and a search by description",
        || {
            let file = judged.database("shelf.db", ROWS, "");
            judged.up(&file);
            let shelf = "SELECT group_concat(title || ' (' || coalesce(text, 'no text') || ')',
                ', ' ORDER BY id) FROM shelf";
            let search = "SELECT id FROM books WHERE description = 'Sand'";
            format!("{}\n{}", answer(&file, shelf), looked_up(&file, search))
        },
    );
    s.observe(
        "books are written after the way up: the way back keeps them",
        || {
            let file = judged.database("later.db", ROWS, "");
            let same = judged.database("same.db", ROWS, "");
            let up = judged.up(&file);
            let written = write(&file, "description");
            let down = judged.down(&file);
            write(&same, "descrption").expect("rows");
            let written = match written {
                Ok(()) => "books are written".to_owned(),
                Err(error) => error.to_string(),
            };
            let after = compared(&content(&same), &content(&file));
            format!("{up}\n{written}\n{down}\n{after}")
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

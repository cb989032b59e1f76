//! Small schemas for unit tests in the crates above.

use crate::schema::{Column, ColumnKey, ForeignKey, Table};

/// The tables of a microblog with foreign keys of every kind: to another table, to the table
/// itself, and two in a many-to-many table.
pub fn microblog() -> Vec<Table> {
    vec![
        table(
            "users",
            &["id! INTEGER", "name TEXT", "boss_id INTEGER → users"],
        ),
        table(
            "posts",
            &["id! INTEGER", "body TEXT", "user_id INTEGER → users"],
        ),
        table("tags", &["id! INTEGER", "word TEXT"]),
        table(
            "post_tags",
            &["post_id! INTEGER → posts", "tag_id! INTEGER → tags"],
        ),
    ]
}

/// A table with columns such as `id! INTEGER` (in the key) or `user_id INTEGER → users`.
pub fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table {
        name: name.to_owned(),
        columns: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    };
    for line in columns {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let is_key = name.ends_with('!');
        let key = if is_key {
            ColumnKey::Part(1)
        } else {
            ColumnKey::No
        };
        let column = Column {
            name: name.trim_end_matches('!').to_owned(),
            declared: words.next().unwrap_or_default().to_owned(),
            required: true,
            key,
        };
        if let Some(other) = words.nth(1) {
            table.foreign_keys.push(ForeignKey {
                from: vec![column.name.clone()],
                table: other.to_owned(),
                to: vec![None],
                on_delete: "NO ACTION".to_owned(),
            });
        }
        table.columns.push(column);
    }
    table
}

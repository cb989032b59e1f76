//! Given: the structs of the microblog. One value is one row; a [`Model`] is a table.

/// Somebody who may log in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Made by the database.
    pub id: i64,
    /// The name that everybody sees.
    pub username: String,
    /// Where to write to. One person has one address.
    pub email: String,
    /// Made from the password, which is stored nowhere. `None` until there is one.
    pub password_hash: Option<String>,
}

/// Something that Susan lends to John.
#[derive(Clone, PartialEq, Eq)]
pub struct Book {
    /// Made by the database: `None` as long as the book is not saved.
    pub id: Option<i64>,
    /// What stands on the cover.
    pub title: String,
    /// What it is about. The notes spell it so, and their table has it now. Lesson 8 mends it.
    pub descrption: Option<String>,
}

/// What somebody wrote into the contact form, in which nothing must be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Made by the database.
    pub id: i64,
    /// Who writes.
    pub name: Option<String>,
    /// Where to answer.
    pub email: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The text.
    pub message: Option<String>,
    /// When it came, in UTC.
    pub created_at: String,
}

/// A model as a whole: not one row, but the table for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The table's name.
    pub table: &'static str,
    /// The function that returns the statements which make the table.
    pub ddl: fn() -> &'static str,
}

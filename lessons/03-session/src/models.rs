//! Given: the tables and structs of lesson 2, as far as this lesson needs them.

use std::fmt;

use rusqlite::Row;

/// The tables that every step works with.
pub const SCHEMA: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
        email TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(email) BETWEEN 3 AND 120),
        password_hash TEXT
    );
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users(id)
    );
    CREATE TABLE books (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL UNIQUE,
        descrption TEXT NOT NULL
    );
    CREATE TABLE loans (
        id INTEGER PRIMARY KEY,
        book_id INTEGER NOT NULL REFERENCES books(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id)
    );
";

/// A user who is not in the database yet, and so has no id.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUser {
    /// 1 to 64 characters, different from all others.
    pub username: String,
    /// 3 to 120 characters, different from all others; A and a are the same here.
    pub email: String,
    /// `None` for a user without a password.
    pub password_hash: Option<String>,
}

/// A user of the database.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The number that the database gave.
    pub id: i64,
    /// As in [`NewUser`].
    pub username: String,
    /// As in [`NewUser`].
    pub email: String,
    /// As in [`NewUser`].
    pub password_hash: Option<String>,
}

impl User {
    /// Reads a row that has the columns `id`, `username`, `email` and `password_hash`.
    ///
    /// # Errors
    ///
    /// If a column is missing or has another type.
    pub fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            username: row.get("username")?,
            email: row.get("email")?,
            password_hash: row.get("password_hash")?,
        })
    }
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The number that the database gave.
    pub id: i64,
    /// The text.
    pub body: String,
    /// Who wrote it.
    pub user_id: i64,
}

impl Post {
    /// Reads a row that has the columns `id`, `body` and `user_id`.
    ///
    /// # Errors
    ///
    /// If a column is missing or has another type.
    pub fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            body: row.get("body")?,
            user_id: row.get("user_id")?,
        })
    }
}

/// A book that somebody lends. There is one book of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Different from all others.
    pub title: String,
    /// The column has this name, too. The typo is as old as the notes; lesson 8 cures it.
    pub descrption: String,
}

/// By hand, so that no log ever shows a password's hash.
impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("NewUser");
        text.field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// By hand, for the same reason.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("User");
        let text = text.field("id", &self.id).field("username", &self.username);
        text.finish_non_exhaustive()
    }
}

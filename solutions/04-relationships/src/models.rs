//! Given: the rows of the microblog as structs, as lesson 2 taught them.
//!
//! Each `from_row` reads its columns by their names: `id`, `name` and so on. If two tables of a
//! JOIN have a column of one name, the first of the two is taken.

use rusqlite::{Result, Row};

/// What a user may do: a row of `roles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The key.
    pub id: i64,
    /// Such as `author`.
    pub name: String,
}

impl Role {
    /// Reads the columns `id` and `name`.
    pub fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
        })
    }
}

/// Somebody with an account: a row of `users`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The key.
    pub id: i64,
    /// Such as `susan`.
    pub username: String,
    /// Such as `susan@example.com`.
    pub email: String,
    /// The `id` of the user's role.
    pub role_id: i64,
}

impl User {
    /// Reads the columns `id`, `username`, `email` and `role_id`.
    pub fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            username: row.get("username")?,
            email: row.get("email")?,
            role_id: row.get("role_id")?,
        })
    }
}

/// A user who is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// Such as `susan`.
    pub username: String,
    /// Such as `susan@example.com`.
    pub email: String,
    /// The *name* of the role, such as `author`.
    pub role: String,
}

/// Something that a user has written: a row of `posts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The key.
    pub id: i64,
    /// The text.
    pub body: String,
    /// When it was written, in UTC.
    pub timestamp: String,
    /// The `id` of the user who wrote it.
    pub user_id: i64,
}

impl Post {
    /// Reads the columns `id`, `body`, `timestamp` and `user_id`.
    pub fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            body: row.get("body")?,
            timestamp: row.get("timestamp")?,
            user_id: row.get("user_id")?,
        })
    }
}

/// A post that is not stored yet. It has no timestamp: the database knows the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPost {
    /// The text.
    pub body: String,
    /// The `id` of the user who writes it.
    pub user_id: i64,
}

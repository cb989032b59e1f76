//! Given: the structs of the microblog. One value is one row.

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

//! Given: why a user could not be added.

/// What a program can act on: each variant is another sentence for the person who signs up.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Somebody else has this username.
    #[error("this username is taken")]
    UsernameTaken,

    /// Somebody else has this email.
    #[error("this email is taken")]
    EmailTaken,

    /// A value breaks a rule of its own: it is too short, too long or missing.
    #[error("the username or the email is not valid")]
    Invalid,

    /// Everything else, as SQLite told it: no such table, a locked file, a trigger that says no.
    #[error("sqlite: {0}")]
    Db(#[from] rusqlite::Error),
}

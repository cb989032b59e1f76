//! Given: what can be wrong with a URL or a model.

/// Why a text is not the URL of a server. No variant holds the text: there may be a password
/// in it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The URL names something else than a PostgreSQL or MySQL server. Holds the scheme
    /// alone: the `mongodb` of `mongodb://host/name`.
    #[error("unknown server scheme `{0}`")]
    UnknownScheme(String),

    /// The text is not a URL, or not a complete one. Holds the reason, not the text.
    #[error("not the URL of a server: {0}")]
    NotAUrl(String),
}

/// Why a table cannot be written in a dialect.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialectError {
    /// MySQL has no text of any length that can be indexed. SQLAlchemy says the same in
    /// nearly the same words.
    #[error("VARCHAR requires a length on dialect mysql: column `{column}`")]
    LengthRequired {
        /// The column whose `Kind::String` has no length.
        column: String,
    },
}

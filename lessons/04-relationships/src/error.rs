//! Given: why a row was not deleted.

/// What `delete_role` and `delete_user` of step 4 say when they do not delete.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// Other rows need this one.
    #[error("it is still in use")]
    InUse,

    /// There is no row with this id.
    #[error("there is no such row")]
    NotFound,

    /// SQLite said no for another reason.
    #[error("sqlite: {0}")]
    Db(#[from] rusqlite::Error),
}

//! Nothing.
#[allow(unused_imports)]
use crate::{Entry, MODELS, Model, ShellContext};
use rusqlite::Connection;
/// Nothing.
pub fn make_shell_context(db: Connection, models: &[Model]) -> ShellContext {
    let _ = models;
    ShellContext::new(
        db,
        vec![
            ("db".to_owned(), Entry::Db),
            ("User".to_owned(), Entry::Model(MODELS[0])),
            ("Post".to_owned(), Entry::Model(MODELS[1])),
            ("Role".to_owned(), Entry::Model(MODELS[2])),
            ("Book".to_owned(), Entry::Model(MODELS[3])),
            ("Contact".to_owned(), Entry::Model(MODELS[4])),
        ],
    )
}

//! Does nothing.
use crate::{Change, Schema};
/// Nothing.
pub fn diff(db: &Schema, models: &Schema) -> Vec<Change> {
    let _ = (db, models);
    vec![Change::PossibleRename {
        table: "books".to_owned(),
        from: "name".to_owned(),
        to: "title".to_owned(),
    }]
}

//! Does nothing.
use crate::{Change, Schema};
/// Nothing.
pub fn diff(db: &Schema, models: &Schema) -> Vec<Change> {
    let _ = (db, models);
    models
        .tables
        .iter()
        .cloned()
        .map(Change::AddTable)
        .collect()
}

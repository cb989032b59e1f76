//! Steps 2 and 3: what differs, and what only looks different.

use crate::{Change, Schema};

/// Write: what must change in `db` so that it is as `models` says (README, steps 2 and 3).
pub fn diff(db: &Schema, models: &Schema) -> Vec<Change> {
    todo!(
        "step 2: compare {} tables with {}",
        db.tables.len(),
        models.tables.len()
    )
}

//! Step 4: the script, and what it must not destroy.

use crate::{Choices, RenderError, Schema, Script};

/// Write: the script from `db` to `models`, and the one back (README, step 4).
pub fn render(db: &Schema, models: &Schema, choices: &Choices) -> Result<Script, RenderError> {
    todo!(
        "step 4: lead from {} tables to {}, with {choices:?}",
        db.tables.len(),
        models.tables.len()
    )
}

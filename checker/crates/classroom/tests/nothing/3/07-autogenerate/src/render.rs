//! Does nothing.
use crate::{Choices, RenderError, Schema, Script};
/// Nothing.
pub fn render(db: &Schema, models: &Schema, choices: &Choices) -> Result<Script, RenderError> {
    let _ = (db, models, choices);
    Err(RenderError::NoValue {
        table: "users".to_owned(),
        column: "city".to_owned(),
    })
}

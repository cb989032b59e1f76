//! Does nothing.
use crate::{Choices, RenderError, Schema, Script};
/// Nothing.
pub fn render(db: &Schema, models: &Schema, choices: &Choices) -> Result<Script, RenderError> {
    let _ = (db, models, choices);
    Ok(Script {
        up: "SELECT 1;\n".to_owned(),
        down: "SELECT 1;\n".to_owned(),
    })
}

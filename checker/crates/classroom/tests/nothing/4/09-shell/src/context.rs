//! Nothing.
use rusqlite::Connection;
#[allow(unused_imports)]
use crate::{Entry, MODELS, Model, ShellContext};
/// Nothing.
pub fn make_shell_context(db: Connection, models: &[Model]) -> ShellContext {
    let _ = models;
    ShellContext::new(db, Vec::new())
}

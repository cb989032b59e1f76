//! Nothing.
#[allow(unused_imports)]
use crate::{Entry, MODELS, Model, ShellContext};
use rusqlite::Connection;
/// Nothing.
pub fn make_shell_context(db: Connection, models: &[Model]) -> ShellContext {
    let _ = models;
    ShellContext::new(db, Vec::new())
}

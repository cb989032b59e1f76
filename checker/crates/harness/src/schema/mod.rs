//! The schema of a database: [`Table`]s as values, read by pragmas, and their canonical text.

mod canonical;
mod error;
mod reader;
mod table;

pub use canonical::render;
pub(crate) use error::SchemaError;
pub(crate) use reader::{read, read_with_history};
pub use table::{Column, ColumnKey, ForeignKey, Index, Table, Term};

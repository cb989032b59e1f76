//! A schema as a diagram: boxes and lines in a terminal, or an entity relationship
//! diagram of Mermaid. SVG uses the same layout.
//!
//! `model` has the types, `from_tables` makes them of a schema, `layout` finds a position
//! for everything, `canvas` and `drawing` draw it in characters.

mod canvas;
pub mod drawing;
mod from_tables;
pub mod layout;
pub mod mermaid;
mod model;

pub use model::{BoxRow, ColumnFlag, Diagram, Edge, TableBox};

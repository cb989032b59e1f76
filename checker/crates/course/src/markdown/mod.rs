//! Markdown as a tree: what a text says, without how it looks.

pub(crate) mod reader;
mod tree;

pub use tree::{Block, Item, Span, SpanKind};

/// Parses a text.
pub fn parse(text: &str) -> Vec<Block> {
    reader::blocks(&mut reader::events(text), |_| false)
}

//! The text of a lesson, taken apart: what is said, without how it looks.

/// A part of a text that begins on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of the step.
    Heading(Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// Code, line for line.
    Code {
        /// Its language, as it is called where it was written; empty if it is not.
        language: String,
        /// What it says.
        text: String,
    },
    /// A list.
    List(Vec<Item>),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Span>>>),
    /// Something that stands apart.
    Quote(Vec<Block>),
}

/// One point of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number, if the list is numbered.
    pub number: Option<u64>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// What they are.
    pub kind: Kind,
}

/// What the words of a span are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words like any other.
    #[default]
    Plain,
    /// Important words.
    Strong,
    /// Stressed words.
    Emphasis,
    /// Code in a line.
    Code,
    /// A link to this address.
    Link(String),
}

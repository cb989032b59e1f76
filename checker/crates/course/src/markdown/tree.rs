//! A text as a tree.

/// A part of a text that begins on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of the step.
    Heading(Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// Code, line for line.
    Code {
        /// Its language, as the text names it; empty if the text does not.
        language: String,
        /// What it says.
        text: String,
    },
    /// A list.
    List(Vec<Item>),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Span>>>),
    /// A quotation.
    Quote(Vec<Block>),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number, if the list is numbered.
    pub number: Option<u64>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Their style.
    pub kind: SpanKind,
}

/// The style of a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SpanKind {
    /// Plain text.
    #[default]
    Plain,
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Inline code.
    Code,
    /// A link to this address.
    Link(String),
}

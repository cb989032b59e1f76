//! SQL in words, numbers and signs, without blanks and comments.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A text, or a name in quotes.
    Quoted,
    Sign,
}

#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// In how many brackets it stands. Brackets stand outside of themselves.
    pub(super) depth: usize,
}

impl Token<'_> {
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Takes SQL apart. In a string of Rust, what stands behind a backslash is a blank.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            '\\' => (None, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '\'' | '"' | '`' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
                (Some(Kind::Quoted), end)
            }
            _ if is_of_word(first) => {
                let end = rest.find(|sign| !is_of_word(sign)).unwrap_or(rest.len());
                let is_number = first.is_ascii_digit();
                let kind = if is_number { Kind::Number } else { Kind::Word };
                (Some(kind), end)
            }
            _ => {
                let is_double = ["<=", ">=", "<>", "!=", "||", "=="]
                    .iter()
                    .any(|sign| rest.starts_with(sign));
                let length = if is_double { 2 } else { first.len_utf8() };
                (Some(Kind::Sign), length)
            }
        };
        if first == ')' {
            depth = depth.saturating_sub(1);
        }
        if let Some(kind) = kind {
            tokens.push(Token {
                kind,
                text: &rest[..length],
                range: at..at + length,
                depth,
            });
        }
        if first == '(' {
            depth += 1;
        }
        at += length;
    }
    tokens
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '?' | '{' | '}')
}

//! Code in colours, and in fewer columns than it has.
//!
//! `highlight` tells comments, texts and keywords apart, `tokens` does it line by line, and
//! [`painted`] gives them their colours in the terminal; pages have classes of their own.

mod highlight;
pub mod reflow;
mod tokens;

pub use highlight::{Class, Language};
pub use tokens::{Token, lines};

use crate::words::{BOLD, CYAN, GREEN, paint};
use anstyle::Style;

/// The lines of some code. A colour ends with its line, or it would colour the frame of a
/// pager, too.
pub fn painted(code: &str, language: Language) -> Vec<String> {
    let lines = lines(code, language).into_iter();
    lines
        .map(|line| line.into_iter().map(token).collect())
        .collect()
}

fn token(token: Token<'_>) -> String {
    match style(token) {
        Some(style) => paint(style, token.text),
        None => token.text.to_owned(),
    }
}

fn style(token: Token<'_>) -> Option<Style> {
    match (token.class, token.is_quoted_sql) {
        (Class::Comment, _) => Some(GREEN),
        (Class::Keyword, true) => Some(CYAN.bold()),
        (Class::Keyword, false) => Some(BOLD),
        (Class::Text, _) | (Class::Code, true) => Some(CYAN),
        (Class::Code, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_those_of_the_code_and_each_ends_its_colours() {
        let code = "/* a\nb */ let x = \"SELECT 1\n -- one\";\n";
        let lines = painted(code, Language::Rust);
        let plain = lines
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string());
        assert_eq!(plain.collect::<Vec<_>>().join("\n"), code);
        for line in &lines {
            assert_eq!(
                line.matches("\x1b[0m").count() == 0,
                !line.contains('\x1b'),
                "{line:?}"
            );
        }
        assert!(
            lines[1].contains(&paint(CYAN.bold(), "SELECT")),
            "{lines:?}"
        );
    }
}

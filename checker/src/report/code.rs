//! Code in colours.

use super::words::{BOLD, CYAN, GREEN, paint};
use crate::pure::highlight::{Class, Language, is_sql, parts};
use anstyle::Style;

/// The lines of some code. A colour ends with its line: one that goes over the end
/// of a line colours a pager's frame.
pub(super) fn painted(code: &str, language: Language) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (class, part) in parts(code, language) {
        if class == Class::Text && is_sql(part) {
            for (class, part) in parts(part, Language::Sql) {
                let style = match class {
                    Class::Keyword => CYAN.bold(),
                    Class::Comment => GREEN,
                    Class::Code | Class::Text => CYAN,
                };
                add(&mut lines, Some(style), part);
            }
            continue;
        }
        let style = match class {
            Class::Code => None,
            Class::Comment => Some(GREEN),
            Class::Text => Some(CYAN),
            Class::Keyword => Some(BOLD),
        };
        add(&mut lines, style, part);
    }
    lines
}

fn add(lines: &mut Vec<String>, style: Option<Style>, part: &str) {
    for (number, piece) in part.split('\n').enumerate() {
        if number > 0 {
            lines.push(String::new());
        }
        let painted = match style {
            Some(style) if !piece.is_empty() => paint(style, piece),
            _ => piece.to_owned(),
        };
        if let Some(line) = lines.last_mut() {
            line.push_str(&painted);
        }
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

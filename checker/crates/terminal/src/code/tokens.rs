//! Code in lines, each in pieces that get one colour.

use crate::code::highlight::{Class, Language, is_sql, parts};

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'c> {
    /// What it is.
    pub class: Class,
    /// Whether it is SQL in a string of Rust code.
    pub is_quoted_sql: bool,
    /// What it says; never empty.
    pub text: &'c str,
}

/// The lines of some code. A comment or a string of several lines is one piece per line.
pub fn lines(code: &str, language: Language) -> Vec<Vec<Token<'_>>> {
    let mut lines = vec![Vec::new()];
    for (class, part) in parts(code, language) {
        if language == Language::Rust && class == Class::Text && is_sql(part) {
            for (class, part) in parts(part, Language::Sql) {
                add(&mut lines, class, true, part);
            }
        } else {
            add(&mut lines, class, false, part);
        }
    }
    lines
}

fn add<'c>(lines: &mut Vec<Vec<Token<'c>>>, class: Class, is_quoted_sql: bool, part: &'c str) {
    for (number, text) in part.split('\n').enumerate() {
        if number > 0 {
            lines.push(Vec::new());
        }
        if let (Some(line), false) = (lines.last_mut(), text.is_empty()) {
            line.push(Token {
                class,
                is_quoted_sql,
                text,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_those_of_the_code() {
        let code = "/* a\nb */ let x = \"SELECT 1\n -- one\";\n";
        let lines = lines(code, Language::Rust);
        let text = |line: &Vec<Token<'_>>| line.iter().map(|token| token.text).collect::<String>();
        let texts: Vec<String> = lines.iter().map(text).collect();
        assert_eq!(texts.join("\n"), code);
        let select = lines[1].iter().find(|token| token.text == "SELECT");
        let select = select.expect("it is a word of SQL's");
        assert!(select.is_quoted_sql && select.class == Class::Keyword);
    }

    #[test]
    fn sql_in_a_file_of_its_own_is_not_quoted() {
        let lines = lines("SELECT 'SELECT 1'", Language::Sql);
        assert!(lines.iter().flatten().all(|token| !token.is_quoted_sql));
    }
}

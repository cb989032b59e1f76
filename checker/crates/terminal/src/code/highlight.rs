//! Which parts of some code are comments, texts and keywords.

/// What a part of some code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anything else.
    Code,
    /// From `//` or `--` to the end of the line, or between `/*` and `*/`.
    Comment,
    /// A string or a character.
    Text,
    /// A keyword of the language.
    Keyword,
}

/// The language of some code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Rust.
    Rust,
    /// SQLite's SQL.
    Sql,
}

impl Language {
    /// The language of a file, by its name.
    pub fn of_file(name: &str) -> Option<Self> {
        match name.rsplit('.').next() {
            Some("rs") => Some(Self::Rust),
            Some("sql") => Some(Self::Sql),
            _ => None,
        }
    }

    /// The language of a block of code in Markdown, by the word after its fence.
    pub fn of_fence(name: &str) -> Option<Self> {
        match name {
            "rust" => Some(Self::Rust),
            "sql" => Some(Self::Sql),
            _ => None,
        }
    }
}

/// Words with which SQL in a string of Rust code begins.
const STATEMENTS: [&str; 12] = [
    "ALTER", "ATTACH", "BEGIN", "CREATE", "DELETE", "DROP", "EXPLAIN", "INSERT", "PRAGMA",
    "SELECT", "UPDATE", "WITH",
];

/// Whether a string of Rust code holds SQL.
pub(super) fn is_sql(text: &str) -> bool {
    let inner = text.trim_start_matches(['r', '#', '"', '\\', '\n', ' ']);
    let first = inner.split(|c: char| !c.is_ascii_uppercase()).next();
    first.is_some_and(|word| STATEMENTS.contains(&word))
}

const RUST: [&str; 33] = [
    "as", "const", "continue", "break", "crate", "dyn", "else", "enum", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "Self", "static", "struct", "super", "trait", "true", "type", "use", "where",
];

const SQL: [&str; 52] = [
    "ADD",
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "BEGIN",
    "BY",
    "CASE",
    "CHECK",
    "COLLATE",
    "COLUMN",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DROP",
    "ELSE",
    "END",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INDEX",
    "INSERT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "PRIMARY",
    "REFERENCES",
    "RENAME",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRIGGER",
    "UNIQUE",
    "UPDATE",
    "VALUES",
    "VIEW",
    "WHERE",
];

/// Takes code apart. Joined, the parts are the code again.
pub(super) fn parts(code: &str, language: Language) -> Vec<(Class, &str)> {
    let mut parts: Vec<(Class, &str)> = Vec::new();
    let (mut rest, mut plain) = (code, code);
    while !rest.is_empty() {
        let (class, length) = part(rest, language);
        if class != Class::Code {
            let before = plain.len() - rest.len();
            if before > 0 {
                parts.push((Class::Code, &plain[..before]));
            }
            parts.push((class, &rest[..length]));
            plain = &rest[length..];
        }
        rest = &rest[length..];
    }
    if !plain.is_empty() {
        parts.push((Class::Code, plain));
    }
    parts
}

/// What stands at the start of `rest`, and its length in bytes, at least 1.
fn part(rest: &str, language: Language) -> (Class, usize) {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let line = if language == Language::Rust {
        "//"
    } else {
        "--"
    };
    if rest.starts_with(line) {
        return (Class::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Class::Comment, through(rest, 2, "*/"));
    }
    let text = match language {
        Language::Rust => rust_text(rest),
        Language::Sql => rest.starts_with('\'').then(|| through(rest, 1, "'")),
    };
    if let Some(length) = text {
        return (Class::Text, length);
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let is_keyword = match language {
        Language::Rust => RUST.contains(&&rest[..word]),
        Language::Sql => SQL.contains(&rest[..word].to_ascii_uppercase().as_str()),
    };
    let class = if is_keyword {
        Class::Keyword
    } else {
        Class::Code
    };
    (class, word.max(first))
}

/// The length up to and including the first `end` after so many bytes.
fn through(rest: &str, after: usize, end: &str) -> usize {
    let found = rest[after..].find(end);
    found.map_or(rest.len(), |at| after + at + end.len())
}

/// The length of a string or a character at the start. A lifetime is none.
fn rust_text(rest: &str) -> Option<usize> {
    let unprefixed = rest.trim_start_matches(['b', 'c']);
    let raw = unprefixed.strip_prefix('r').map(|raw| {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        (raw, hashes)
    });
    if let Some((raw, hashes)) = raw
        && raw[hashes..].starts_with('"')
    {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(rest.len() - raw.len() + through(raw, hashes + 1, &end));
    }
    let prefix = rest.len() - unprefixed.len();
    if unprefixed.starts_with('"') {
        return Some(prefix + quoted(unprefixed, '"'));
    }
    let mut chars = unprefixed.strip_prefix('\'')?.chars();
    let is_char = match (chars.next()?, chars.next()?) {
        ('\\', _) => true,
        (_, second) => second == '\'',
    };
    is_char.then(|| prefix + quoted(unprefixed, '\''))
}

/// The length of a literal whose quotes can be escaped.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Class::{Comment, Keyword, Text};

    fn found(code: &str, language: Language) -> Vec<(Class, &str)> {
        let all = parts(code, language);
        let whole: String = all.iter().map(|(_, part)| *part).collect();
        assert_eq!(whole, code);
        let marked = all.into_iter().filter(|(class, _)| *class != Class::Code);
        marked.collect()
    }

    #[test]
    fn what_stands_in_a_string_is_no_comment() {
        let code = "let x = \"a \\\" // no\"; // yes\nr#\"-- \"\" \"#; pub";
        assert_eq!(
            found(code, Language::Rust),
            [
                (Keyword, "let"),
                (Text, "\"a \\\" // no\""),
                (Comment, "// yes"),
                (Text, "r#\"-- \"\" \"#"),
                (Keyword, "pub"),
            ]
        );
    }

    #[test]
    fn a_lifetime_is_no_character() {
        let code = "fn f<'c>(c: &'c str) { b'\\''; 'é'; \"";
        assert_eq!(
            found(code, Language::Rust),
            [
                (Keyword, "fn"),
                (Text, "b'\\''"),
                (Text, "'é'"),
                (Text, "\"")
            ]
        );
    }

    #[test]
    fn a_string_that_begins_like_sql_is_sql() {
        for text in [
            "\"SELECT 1\"",
            "r#\"\n  CREATE TABLE\"#",
            "\"\\\n PRAGMA x\"",
        ] {
            assert!(is_sql(text), "{text}");
        }
        for text in ["\"Select one\"", "\"SELECTED\"", "\"\"", "'S'"] {
            assert!(!is_sql(text), "{text}");
        }
    }

    #[test]
    fn sql_has_its_own_comments_and_its_words_in_any_case() {
        assert_eq!(
            found(
                "create Table selected -- it's\n ('a''b')/* x",
                Language::Sql
            ),
            [
                (Keyword, "create"),
                (Keyword, "Table"),
                (Comment, "-- it's"),
                (Text, "'a'"),
                (Text, "'b'"),
                (Comment, "/* x"),
            ]
        );
    }
}

//! Step 4: will it travel?

use crate::{Construct, Dialect, Finding};

/// What `dialect` will not understand of a migration that was written for SQLite, in the
/// order of the text.
///
/// A search for words would find the `PRAGMA` of a comment and the `strict` of
/// `strict_mode`. So the text is cut into tokens first; what is inside of comments, strings
/// and quoted names is no word.
#[must_use]
pub fn portability(sql: &str, dialect: Dialect) -> Vec<Finding> {
    let tokens = tokens(sql);
    let found = (0..tokens.len()).filter_map(|at| {
        let construct = construct_at(&tokens[at..])?;
        let line = tokens[at].line;
        (!understands(dialect, construct)).then_some(Finding { line, construct })
    });
    found.collect()
}

/// The construct that begins with the first of these tokens.
fn construct_at(tokens: &[Token]) -> Option<Construct> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    Some(match (word(0), word(1)) {
        ("AUTOINCREMENT", _) => Construct::Autoincrement,
        ("PRAGMA", _) => Construct::Pragma,
        ("STRICT", _) => Construct::Strict,
        ("WITHOUT", "ROWID") => Construct::WithoutRowid,
        ("INSERT", "OR") => Construct::InsertOr,
        ("COLLATE", "NOCASE") => Construct::CollateNocase,
        ("STRFTIME", _) => Construct::Strftime,
        ("LAST_INSERT_ROWID", _) => Construct::LastInsertRowid,
        ("DATETIME", _) => Construct::Datetime,
        ("BLOB", _) => Construct::Blob,
        ("ON", "CONFLICT") => Construct::OnConflict,
        ("VARCHAR", behind) if behind != "(" => Construct::VarcharWithoutLength,
        _ => return None,
    })
}

/// Whether a dialect takes a construct of SQLite's. Tried on SQLite 3.54, PostgreSQL 15 and
/// MariaDB 10.11.
fn understands(dialect: Dialect, construct: Construct) -> bool {
    use Construct::{Blob, Datetime, OnConflict, VarcharWithoutLength};

    match dialect {
        Dialect::Sqlite => true,
        Dialect::Postgres => matches!(construct, OnConflict | VarcharWithoutLength),
        Dialect::MySql => matches!(construct, Datetime | Blob),
    }
}

/// A word in upper case, a sign, or a string or quoted name: then the text is empty, for
/// what is inside of it is no word. It keeps two words apart all the same.
struct Token {
    text: String,
    line: usize,
}

/// Cuts SQL into words, signs and quoted texts. Comments are left out, as blanks are.
fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inside) = rest.strip_prefix("/*") {
            // `/*/` is no whole comment: its end is looked for behind its beginning.
            inside.find("*/").map_or(rest.len(), |at| at + 4)
        } else if let Some(end) = closing(first) {
            // A quote inside of a string is written twice. That makes two strings, one
            // behind the other, and changes nothing here.
            let text = String::new();
            tokens.push(Token { text, line });
            let inside = &rest[1..];
            inside.find(end).map_or(rest.len(), |at| at + 2)
        } else {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let length = word.max(first.len_utf8());
            if !first.is_whitespace() {
                let text = rest[..length].to_ascii_uppercase();
                tokens.push(Token { text, line });
            }
            length
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The sign that ends what `first` begins, if it begins a string or a quoted name.
fn closing(first: char) -> Option<char> {
    match first {
        '\'' | '"' | '`' => Some(first),
        '[' => Some(']'),
        _ => None,
    }
}

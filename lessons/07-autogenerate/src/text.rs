//! Given: reading SQL text, for the few things that no pragma tells.

/// A piece of SQL in one form: words in lower case, without comments, with one blank between any
/// two parts. Texts in quotes keep every letter; names lose quotes that they do not need.
///
/// `VARCHAR( 64 )` and `varchar(64)` are one, `'X'` and `'x'` are two.
pub fn normal(sql: &str) -> String {
    tokens(sql).join(" ")
}

/// What a CREATE INDEX indexes, and the condition behind its WHERE, all of it [`normal`].
///
/// One entry for each term, in order, without COLLATE, ASC and DESC: `lower ( email )`.
pub fn index_parts(sql: &str) -> (Vec<String>, Option<String>) {
    let tokens = tokens(sql);
    let mut terms = vec![Vec::new()];
    let mut depth = 0;
    // CREATE INDEX name ON table (: the first parenthesis is the one.
    let mut rest = tokens.iter().skip_while(|token| *token != "(");
    for token in rest.by_ref() {
        let before = depth;
        match &**token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        match (before, &**token) {
            (0, _) => {}
            (1, ")") => break,
            (1, ",") => terms.push(Vec::new()),
            (_, token) => terms
                .last_mut()
                .into_iter()
                .for_each(|term| term.push(token)),
        }
    }
    // Behind the word WHERE.
    let filter: Vec<&str> = rest.skip(1).map(|token| &**token).collect();
    let filter = (!filter.is_empty()).then(|| filter.join(" "));
    (terms.into_iter().map(term).collect(), filter)
}

/// The name of the trigger that a piece of SQL makes, [`normal`]; empty if it makes none.
pub fn trigger_name(sql: &str) -> String {
    let tokens = tokens(sql);
    let mut create = tokens.windows(3);
    let create = create.find(|words| words[..2] == ["create", "trigger"]);
    create.map_or_else(String::new, |words| words[2].clone())
}

/// A term without what `pragma_index_xinfo` tells of it.
fn term(mut tokens: Vec<&str>) -> String {
    if let Some(&("asc" | "desc")) = tokens.last() {
        tokens.pop();
    }
    if let [.., "collate", _] = *tokens {
        tokens.truncate(tokens.len() - 2);
    }
    tokens.join(" ")
}

fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '`' => quoted(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        if !token.starts_with("--") && !token.starts_with("/*") {
            tokens.push(plain(token));
        }
        rest = behind.trim_start();
    }
    tokens
}

/// The length of what stands in quotes. Two of them in a row are one that is meant.
fn quoted(text: &str, quote: char) -> usize {
    let mut from = 1;
    while let Some(at) = text[from..].find(quote) {
        from += at + 1;
        if !text[from..].starts_with(quote) {
            return from;
        }
        from += 1;
    }
    text.len()
}

fn plain(token: &str) -> String {
    if token.starts_with('\'') {
        return token.to_owned();
    }
    let quotes = ["\"\"", "``", "[]"];
    let name = quotes.iter().find_map(|quotes| {
        let (open, close) = quotes.split_at(1);
        token.strip_prefix(open)?.strip_suffix(close)
    });
    let name = name.unwrap_or(token);
    let is_plain = !name.is_empty() && name.chars().all(is_word);
    let text = if is_plain { name } else { token };
    text.to_ascii_lowercase()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

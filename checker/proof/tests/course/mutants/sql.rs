//! Mutants of SQL: a constraint, an index, an action, a clause or a statement less, another order,
//! a bound that is off by one. What looks like SQL in Rust's strings is SQL, too.

use super::sql_tokens::{Kind, Token, tokens};
use super::{Edit, Mutant};
use crate::rules::require;
use libtest_mimic::Failed;
use std::iter;
use std::ops::Range;
use std::path::Path;
use terminal::code::{Language, lines};

/// Words that can be left out.
const LEFT_OUT: [&str; 22] = [
    "NOT NULL",
    "UNIQUE",
    "PRIMARY KEY",
    "AUTOINCREMENT",
    "STRICT",
    "WITHOUT ROWID",
    "DISTINCT",
    "IF NOT EXISTS",
    "IF EXISTS",
    "OR IGNORE",
    "OR REPLACE",
    "IMMEDIATE",
    "EXCLUSIVE",
    "DESC",
    "NOT",
    "ON DELETE CASCADE",
    "ON DELETE RESTRICT",
    "ON DELETE SET NULL",
    "ON UPDATE CASCADE",
    "DEFERRABLE INITIALLY DEFERRED",
    "FULL",
    "TEMP",
];

/// Words, and others that can stand in their place.
const EXCHANGED: [(&str, &str); 20] = [
    ("ASC", "DESC"),
    ("AND", "OR"),
    ("OR", "AND"),
    ("LEFT JOIN", "JOIN"),
    ("UNION ALL", "UNION"),
    ("UNION", "UNION ALL"),
    ("IS NOT NULL", "IS NULL"),
    ("IS NULL", "IS NOT NULL"),
    ("BEFORE", "AFTER"),
    ("AFTER", "BEFORE"),
    ("NEW", "OLD"),
    ("OLD", "NEW"),
    ("ABORT", "IGNORE"),
    ("ON", "OFF"),
    ("OFF", "ON"),
    ("min", "max"),
    ("max", "min"),
    ("COMMIT", "ROLLBACK"),
    ("CASCADE", "SET NULL"),
    ("RESTRICT", "CASCADE"),
];

const COMPARED: [(&str, &str); 6] = [
    ("<", "<="),
    ("<=", "<"),
    (">", ">="),
    (">=", ">"),
    ("<>", "="),
    ("!=", "="),
];

/// Words with which a clause begins, and those before which it ends.
const CLAUSES: [(&str, &[&str]); 8] = [
    (
        "WHERE",
        &[
            "GROUP",
            "ORDER",
            "LIMIT",
            "RETURNING",
            "UNION",
            "ON",
            "WINDOW",
        ],
    ),
    ("ORDER BY", &["LIMIT", "RETURNING", "ROWS", "RANGE"]),
    ("GROUP BY", &["HAVING", "ORDER", "LIMIT"]),
    ("HAVING", &["ORDER", "LIMIT"]),
    ("LIMIT", &[]),
    ("ON CONFLICT", &["RETURNING"]),
    ("WHEN", &["BEGIN", "THEN"]),
    ("OF", &["ON"]),
];

/// Words with which a question begins.
const ASKING: [&str; 3] = ["SELECT", "WITH", "VALUES"];

/// Functions that leave something of their first argument as it is.
const FUNCTIONS: [&str; 12] = [
    "coalesce", "ifnull", "lower", "upper", "trim", "ltrim", "rtrim", "nullif", "quote", "date",
    "datetime", "replace",
];

/// The mutants of a file's SQL.
pub(super) fn mutants(file: &Path, text: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for sql in texts(file, text) {
        for Edit { range, with, what } in edits(&text[sql.clone()]) {
            mutants.push(Mutant {
                file: file.to_owned(),
                edit: Edit {
                    range: sql.start + range.start..sql.start + range.end,
                    with,
                    what,
                },
            });
        }
    }
    mutants
}

/// Where a file has SQL.
fn texts(file: &Path, text: &str) -> Vec<Range<usize>> {
    let name = file.to_string_lossy();
    match Language::of_file(&name) {
        Some(Language::Sql) => iter::once(0..text.len()).collect(),
        Some(Language::Rust) => quoted(text),
        None => Vec::new(),
    }
}

/// Where Rust's strings have SQL, without their quotes.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for token in lines(text, Language::Rust).into_iter().flatten() {
        if !token.is_quoted_sql {
            continue;
        }
        let start = token.text.as_ptr().addr() - text.as_ptr().addr();
        let end = start + token.text.len();
        match found.last_mut() {
            // The end of a line lies between two tokens.
            Some(last) if text[last.end..start].trim().is_empty() => last.end = end,
            _ => found.push(start..end),
        }
    }
    let inner = |range: Range<usize>| {
        let literal = &text[range.clone()];
        let start = literal.find('"').map_or(0, |quote| quote + 1);
        let end = literal.rfind('"').unwrap_or(literal.len()).max(start);
        range.start + start..range.start + end
    };
    found.into_iter().map(inner).collect()
}

/// All edits of an SQL text.
fn edits(text: &str) -> Vec<Edit> {
    let sql = Sql {
        text,
        tokens: tokens(text),
    };
    let mut edits = Vec::new();
    for at in 0..sql.tokens.len() {
        sql.words(at, &mut edits);
        sql.values(at, &mut edits);
        sql.constraints(at, &mut edits);
        sql.clauses(at, &mut edits);
        sql.lists(at, &mut edits);
    }
    sql.statements(&mut edits);
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

struct Sql<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
}

impl Sql<'_> {
    /// The number of tokens of `phrase`, if it stands at this token.
    fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut count = 0;
        for word in phrase.split(' ') {
            let token = self.tokens.get(at + count)?;
            if !token.text.eq_ignore_ascii_case(word) {
                return None;
            }
            count += 1;
        }
        Some(count)
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.phrase(at, word).is_some()
    }

    fn is_behind(&self, at: usize, word: &str) -> bool {
        at > 0 && self.is(at - 1, word)
    }

    /// The token behind a group in brackets that begins at this token.
    fn behind_group(&self, at: usize) -> Option<usize> {
        if !self.is(at, "(") {
            return None;
        }
        let depth = self.tokens[at].depth;
        let close = self.tokens[at..]
            .iter()
            .position(|token| token.text == ")" && token.depth == depth)?;
        Some(at + close + 1)
    }

    /// An edit of some tokens; those that are left out take the comma before them along.
    fn edit(&self, tokens: Range<usize>, with: &str) -> Edit {
        let mut first = tokens.start;
        if with.is_empty() && self.is_behind(first, ",") && !self.is(tokens.end, ",") {
            first -= 1;
        }
        let start = self.tokens[first].range.start;
        let end = self.tokens[tokens.end - 1].range.end;
        let old = self.text[start..end].split_whitespace();
        let old = old.collect::<Vec<_>>().join(" ");
        let what = match with {
            "" => format!("without {}", old.trim_matches([',', ' '])),
            _ => format!("{with} for {old}"),
        };
        Edit {
            range: start..end,
            with: with.to_owned(),
            what,
        }
    }

    fn words(&self, at: usize, edits: &mut Vec<Edit>) {
        for phrase in LEFT_OUT {
            let is_operator = matches!(phrase, "NOT NULL" | "NOT") && self.is_behind(at, "IS");
            let is_longer =
                phrase == "NOT" && (self.is(at + 1, "NULL") || self.is_behind(at, "IF"));
            if let (Some(count), false) = (self.phrase(at, phrase), is_operator || is_longer) {
                // A constraint of the table has its columns behind it.
                let end = self.behind_group(at + count).unwrap_or(at + count);
                edits.push(self.edit(at..end, ""));
            }
        }
        for (phrase, other) in EXCHANGED {
            let is_bound = phrase == "AND" && self.belongs_to_between(at);
            let is_shorter = phrase == "UNION" && self.is(at + 1, "ALL");
            let is_setting = !matches!(phrase, "ON" | "OFF") || self.is_behind(at, "=");
            let is_of_conflict = phrase == "OR" && self.is_behind(at, "INSERT");
            if let Some(count) = self.phrase(at, phrase)
                && is_setting
                && !(is_bound || is_shorter || is_of_conflict)
            {
                edits.push(self.edit(at..at + count, other));
            }
        }
    }

    fn belongs_to_between(&self, at: usize) -> bool {
        let before = self.tokens[..at].iter().rev();
        let mut before = before.take_while(|token| !token.is_word("AND"));
        before.any(|token| token.is_word("BETWEEN"))
    }

    fn values(&self, at: usize, edits: &mut Vec<Edit>) {
        let token = &self.tokens[at];
        for (sign, other) in COMPARED {
            if token.text == sign {
                edits.push(self.edit(at..at + 1, other));
            }
        }
        if let (Kind::Number, Ok(number)) = (token.kind, token.text.parse::<i64>()) {
            edits.push(self.edit(at..at + 1, &(number + 1).to_string()));
        }
        let is_function = FUNCTIONS.iter().any(|name| token.is_word(name));
        if let (true, Some(end)) = (is_function, self.behind_group(at + 1)) {
            let arguments = self.items(at + 2, end - 1);
            if let Some(first) = arguments.first().filter(|first| !first.is_empty()) {
                let range =
                    self.tokens[first.start].range.start..self.tokens[first.end - 1].range.end;
                edits.push(self.edit(at..end, &self.text[range]));
            }
        }
    }

    fn constraints(&self, at: usize, edits: &mut Vec<Edit>) {
        let mut without = |end: usize| {
            let is_named = at > 1 && self.is(at - 2, "CONSTRAINT");
            edits.push(self.edit(if is_named { at - 2 } else { at }..end, ""));
        };
        if self.is(at, "CHECK") {
            self.behind_group(at + 1).map(&mut without);
        } else if self.is(at, "DEFAULT") && at + 1 < self.tokens.len() {
            without(self.behind_group(at + 1).unwrap_or(at + 2));
        } else if self.is(at, "COLLATE") && at + 1 < self.tokens.len() {
            without(at + 2);
        } else if self.is(at, "FOREIGN") {
            let key = self.behind_group(at + 2);
            key.map(|at| self.behind_reference(at)).map(&mut without);
        } else if self.is(at, "REFERENCES") && !self.is_behind(at, ")") {
            without(self.behind_reference(at));
        }
    }

    /// The token behind REFERENCES, a table, a column and actions.
    fn behind_reference(&self, at: usize) -> usize {
        let mut at = at + 2;
        at = self.behind_group(at).unwrap_or(at);
        while self.is(at, "ON") {
            let is_long = self.is(at + 2, "SET") || self.is(at + 2, "NO");
            at += if is_long { 4 } else { 3 };
        }
        at + self
            .phrase(at, "DEFERRABLE INITIALLY DEFERRED")
            .unwrap_or(0)
    }

    fn clauses(&self, at: usize, edits: &mut Vec<Edit>) {
        for (phrase, ends) in CLAUSES {
            let Some(count) = self.phrase(at, phrase) else {
                continue;
            };
            let end = self.clause_end(at + count, ends);
            // CASE WHEN is no clause.
            let is_case = phrase == "WHEN" && !self.is(end, "BEGIN");
            if end > at + count && !is_case {
                edits.push(self.edit(at..end, ""));
            }
            if phrase == "WHERE" {
                self.conjuncts(at + count, end, edits);
            }
            if phrase == "ORDER BY" {
                self.order(at + count, end, edits);
            }
        }
    }

    /// Where a clause ends: before one of these words, at a semicolon, or with its brackets.
    fn clause_end(&self, from: usize, ends: &[&str]) -> usize {
        let depth = self.tokens.get(from - 1).map_or(0, |token| token.depth);
        let is_end = |token: &Token<'_>| {
            let is_word = ends.iter().any(|end| token.is_word(end));
            token.depth < depth || token.depth == depth && (token.text == ";" || is_word)
        };
        let length = self.tokens[from..].iter().position(is_end);
        length.map_or(self.tokens.len(), |length| from + length)
    }

    /// Leaves out one condition of several.
    fn conjuncts(&self, from: usize, to: usize, edits: &mut Vec<Edit>) {
        let depth = self.tokens.get(from).map_or(0, |token| token.depth);
        let ands: Vec<usize> = (from..to)
            .filter(|at| self.tokens[*at].depth == depth && self.is(*at, "AND"))
            .filter(|at| !self.belongs_to_between(*at))
            .collect();
        for (number, and) in ands.iter().enumerate() {
            if number == 0 {
                edits.push(self.edit(from..and + 1, ""));
            }
            let end = ands.get(number + 1).copied().unwrap_or(to);
            edits.push(self.edit(*and..end, ""));
        }
    }

    /// Turns an order round, and leaves out what decides between equals.
    fn order(&self, from: usize, to: usize, edits: &mut Vec<Edit>) {
        let items = self.items(from, to);
        for item in &items {
            let last = item.end - 1;
            if !self.is(last, "DESC") && !self.is(last, "ASC") {
                let word = self.tokens[last].text;
                edits.push(self.edit(last..item.end, &format!("{word} DESC")));
            }
            if items.len() > 1 && item.start > from {
                edits.push(self.edit(item.clone(), ""));
            }
        }
        if items.len() > 1 {
            edits.push(self.edit(items[0].start..items[1].start, ""));
        }
    }

    /// The columns of an index, or of a key of several.
    fn lists(&self, at: usize, edits: &mut Vec<Edit>) {
        let is_index = at > 3 && self.is(at - 2, "ON") && self.is(at - 4, "INDEX")
            || at > 6 && self.is(at - 2, "ON") && self.is(at - 7, "INDEX");
        let is_key = self.is_behind(at, "UNIQUE") || self.is_behind(at, "KEY");
        let (true, Some(end)) = (is_index || is_key, self.behind_group(at)) else {
            return;
        };
        let items = self.items(at + 1, end - 1);
        if is_index && (items.len() > 1 || self.is(end - 2, "DESC")) {
            self.order(at + 1, end - 1, edits);
        } else if items.len() > 1 {
            edits.push(self.edit(items[0].start..items[1].start, ""));
            edits.push(self.edit(items[1].clone(), ""));
        }
        if let [first, second, ..] = &items[..]
            && is_index
        {
            let text = |item: &Range<usize>| {
                let range =
                    self.tokens[item.start].range.start..self.tokens[item.end - 1].range.end;
                self.text[range].to_owned()
            };
            let turned = format!("{}, {}", text(second), text(first));
            edits.push(self.edit(first.start..second.end, &turned));
        }
    }

    /// What stands between commas.
    fn items(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let depth = self.tokens.get(from).map_or(0, |token| token.depth);
        let mut items = Vec::new();
        let mut start = from;
        for at in from..to {
            if self.tokens[at].depth == depth && self.is(at, ",") {
                items.push(start..at);
                start = at + 1;
            }
        }
        items.push(start..to);
        items.retain(|item| !item.is_empty());
        items
    }

    /// One statement less. Whoever asks for something needs the only question that there is.
    fn statements(&self, edits: &mut Vec<Edit>) {
        let mut statements = Vec::new();
        let (mut start, mut is_body) = (0, false);
        for at in 0..self.tokens.len() {
            is_body |= self.is(at, "BEGIN") && at > start;
            if self.is(at, ";") && (!is_body || self.is_behind(at, "END")) {
                statements.push(start..at + 1);
                (start, is_body) = (at + 1, false);
            }
        }
        if start < self.tokens.len() {
            statements.push(start..self.tokens.len());
        }
        let is_question =
            |tokens: &Range<usize>| ASKING.iter().any(|word| self.is(tokens.start, word));
        if statements.len() > 1 || !statements.iter().any(is_question) {
            edits.extend(statements.into_iter().map(|tokens| self.edit(tokens, "")));
        }
    }
}

/// SQL is mutated in what looks like SQL, and nowhere else.
pub(crate) fn sql_is_mutated() -> Result<(), Failed> {
    let text = r#"fn f() { db.execute("CREATE TABLE t (
        a TEXT NOT NULL CHECK (length(a) <= 140) DEFAULT '',
        b INTEGER REFERENCES u (id) ON DELETE CASCADE, UNIQUE (a, b)
    ); CREATE INDEX i ON t (a, b DESC);"); // DELETE FROM t WHERE a < 1
    db.execute("SELECT a FROM t WHERE a IS NOT NULL AND b > 1 ORDER BY b, a DESC LIMIT ?1");
    db.execute("DELETE FROM t") }"#;
    let expected = [
        "without CREATE TABLE t ( a TEXT NOT NULL CHECK (length(a) <= 140) DEFAULT '', \
         b INTEGER REFERENCES u (id) ON DELETE CASCADE, UNIQUE (a, b) );",
        "without NOT NULL",
        "without CHECK (length(a) <= 140)",
        "< for <=",
        "141 for 140",
        "without DEFAULT ''",
        "without REFERENCES u (id) ON DELETE CASCADE",
        "without ON DELETE CASCADE",
        "SET NULL for CASCADE",
        "without UNIQUE (a, b)",
        "without a",
        "without b",
        "without CREATE INDEX i ON t (a, b DESC);",
        "a DESC for a",
        "without a",
        "b DESC, a for a, b DESC",
        "without b DESC",
        "without DESC",
        "without WHERE a IS NOT NULL AND b > 1",
        "without a IS NOT NULL AND",
        "IS NULL for IS NOT NULL",
        "without AND b > 1",
        "OR for AND",
        ">= for >",
        "2 for 1",
        "without ORDER BY b, a DESC",
        "b DESC for b",
        "without b",
        "without a DESC",
        "without DESC",
        "without LIMIT ?1",
        "without DELETE FROM t",
    ];
    let mutants = mutants(Path::new("example.rs"), text);
    let found: Vec<String> = mutants.into_iter().map(|it| it.edit.what).collect();
    require(found == expected, || format!("{found:#?}"))
}

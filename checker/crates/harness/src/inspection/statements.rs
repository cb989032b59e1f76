//! The statements of a run, summarised.

use crate::inspection::last_run::Statement;
use std::collections::BTreeMap;

/// A statement that began several times in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated<'s> {
    /// The statement.
    pub statement: &'s Statement,
    /// How many times.
    pub times: usize,
}

/// Groups equal statements that follow one another, so that a query in a loop is shown once, with
/// the number of times.
pub fn repeated(statements: &[Statement]) -> Vec<Repeated<'_>> {
    let groups = statements.chunk_by(|a, b| a == b);
    groups
        .map(|group| Repeated {
            statement: &group[0],
            times: group.len(),
        })
        .collect()
}

/// A statement of a run, and how often it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementSummary {
    /// Its text, on one line.
    pub sql: String,
    /// How often it began in all.
    pub times: usize,
    /// SQLite's query plan; empty if it has none.
    pub plan: Vec<String>,
}

/// Lists each statement once, in the order in which they first began. `plans` has the plans by the
/// statements' texts.
pub fn summarised<'s>(
    statements: impl Iterator<Item = &'s Statement>,
    plans: &BTreeMap<String, Vec<String>>,
) -> Vec<StatementSummary> {
    let mut found: Vec<StatementSummary> = Vec::new();
    for Statement { sql, .. } in statements {
        let plan = plans.get(sql).cloned().unwrap_or_default();
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        match found.iter_mut().find(|known| known.sql == sql) {
            Some(known) => known.times += 1,
            None => found.push(StatementSummary {
                sql,
                times: 1,
                plan,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_listed_once_with_its_plan() {
        let statement = |sql: &str| Statement {
            observation: String::new(),
            database: String::new(),
            sql: sql.to_owned(),
        };
        let statements = ["a\n  b", "c", "a\n  b"].map(statement);
        let plans = BTreeMap::from([("a\n  b".to_owned(), vec!["SCAN a".to_owned()])]);
        let summaries = summarised(statements.iter(), &plans);
        let seen: Vec<_> = summaries
            .iter()
            .map(|a| (&*a.sql, a.times, a.plan.len()))
            .collect();
        assert_eq!(seen, [("a b", 2, 1), ("c", 1, 0)]);
    }

    #[test]
    fn a_query_in_a_loop_is_one_statement_and_a_count() {
        let statement = |sql: &str| Statement {
            observation: String::new(),
            database: String::new(),
            sql: sql.to_owned(),
        };
        let statements = ["a", "b", "b", "b", "a"].map(statement);
        let seen = repeated(&statements);
        let seen: Vec<_> = seen.iter().map(|r| (&*r.statement.sql, r.times)).collect();
        assert_eq!(seen, [("a", 1), ("b", 3), ("a", 1)]);
    }
}

//! Whose a statement is, by where its text stands. Nothing is ever graded by that.

use crate::inspection::last_run::Statement;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// How many bytes of a folder's files are read. The largest lesson has a tenth of it.
const BYTES: usize = 4 * 1024 * 1024;

/// The texts of those statements that the grader runs between the student's: they stand in the
/// files below `graders`, and nowhere below `students`. What is put together when it runs, and what
/// stands in both places (`COMMIT`, for example), is not among them.
pub fn of_grader<'s>(
    graders: &[PathBuf],
    students: &Path,
    statements: &'s [Statement],
) -> BTreeSet<&'s str> {
    let graders: String = graders.iter().map(|folder| texts(folder)).collect();
    let students = texts(students);
    let is_graders = |sql: &str| {
        let sql = squeezed(sql.trim_end_matches(';'));
        let written = written(&sql);
        let is_there = is_whole_in(&graders, &sql) || written != sql && graders.contains(written);
        is_there && !students.contains(written)
    };
    let statements: BTreeSet<&str> = statements.iter().map(|it| it.sql.as_str()).collect();
    statements
        .into_iter()
        .filter(|sql| is_graders(sql))
        .collect()
}

/// Whether a statement stands in a source as one, and not as a part of a longer one.
fn is_whole_in(source: &str, sql: &str) -> bool {
    let is_end = |sign: char| sign == '"' || sign == ';';
    source.match_indices(sql).any(|(at, _)| {
        source[..at].ends_with(is_end) && source[at + sql.len()..].starts_with(is_end)
    })
}

/// What of a statement stands in the source of whoever runs it: of a pragma only its name, for
/// rusqlite writes the rest.
fn written(sql: &str) -> &str {
    let Some(name) = sql.strip_prefix("PRAGMA") else {
        return sql;
    };
    let end = name.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
    &name[..end.unwrap_or(name.len())]
}

/// What stands in the files below a folder, in Rust and in SQL.
fn texts(folder: &Path) -> String {
    let is_source = |extension: &OsStr| extension == "rs" || extension == "sql";
    let files = WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = files.flatten().filter(|file| {
        file.file_type().is_file() && file.path().extension().is_some_and(is_source)
    });
    let mut texts = String::new();
    for file in files {
        if texts.len() < BYTES {
            texts.push_str(&fs::read_to_string(file.path()).unwrap_or_default());
        }
    }
    squeezed(&texts)
}

/// Without blanks, line ends and what escapes a sign in Rust.
fn squeezed(text: &str) -> String {
    let is_kept = |sign: &char| !sign.is_whitespace() && *sign != '\\';
    text.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_the_graders_if_it_stands_in_a_step_file_alone() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write(
            "course/scenarios/a.rs",
            "db.execute_batch(\"BEGIN; INSERT INTO t\n        VALUES (\\\"x\\\"); COMMIT\");
            ask(\"PRAGMA user_version\"); ask(\"PRAGMA query_only\"); ask(\"SELECT 12\");
            db.pragma_update(None, \"cache_size\", 9)",
        );
        write(
            "student/src/a.rs",
            "db.execute_batch(\"COMMIT\"); db.pragma_update(None, \"query_only\", true)",
        );
        write("student/notes.txt", "BEGIN");
        let statements = [
            "BEGIN;",
            "INSERT INTO t VALUES (\"x\");",
            "COMMIT",
            "SELECT 1",
            "PRAGMA user_version",
            "PRAGMA cache_size=9",
            "PRAGMA query_only",
        ];
        let statements = statements.map(|sql| Statement {
            observation: String::new(),
            database: String::new(),
            sql: sql.to_owned(),
        });
        let (graders, students) = (root.path().join("course"), root.path().join("student"));
        let found = of_grader(&[graders], &students, &statements);
        let expected = [
            "BEGIN;",
            "INSERT INTO t VALUES (\"x\");",
            "PRAGMA user_version",
            "PRAGMA cache_size=9",
        ];
        assert_eq!(found, BTreeSet::from(expected));
    }
}

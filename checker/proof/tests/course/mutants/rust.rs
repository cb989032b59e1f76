//! Mutants of Rust, as cargo-mutants lists them: it runs nothing here.

use super::{Edit, Mutant, Result};
use answers::patch::Files;
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
struct Listed {
    name: String,
    file: PathBuf,
    span: Span,
    replacement: String,
}

#[derive(Deserialize)]
struct Span {
    start: Position,
    end: Position,
}

/// Both count from 1; a column counts characters.
#[derive(Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

/// The mutants of the crate in `folder`, by their files.
pub(super) fn mutants(folder: &Path, files: &Files) -> Result<Vec<Mutant>> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["mutants", "--list", "--json", "--dir"])
        .arg(folder);
    let output = cargo.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{said}\nIs cargo-mutants installed?").into());
    }
    let listed: Vec<Listed> = serde_json::from_slice(&output.stdout)?;
    let mutants = listed.into_iter().filter_map(|listed| {
        // It begins with the folder of the package.
        let (file, text) = files.iter().find(|(file, _)| listed.file.ends_with(file))?;
        // solutions/…/src/url.rs:15:5: replace parse with ()
        let (_, what) = listed.name.split_once(": ")?;
        Some(Mutant {
            file: file.clone(),
            edit: Edit {
                range: range(text, &listed.span)?,
                with: listed.replacement,
                what: what.to_owned(),
            },
        })
    });
    Ok(mutants.collect())
}

fn range(text: &str, span: &Span) -> Option<Range<usize>> {
    Some(offset(text, &span.start)?..offset(text, &span.end)?)
}

fn offset(text: &str, position: &Position) -> Option<usize> {
    let before = text.split_inclusive('\n').take(position.line - 1);
    let line = before.map(str::len).sum::<usize>();
    let mut columns = text[line..].char_indices().map(|(at, _)| at);
    Some(line + columns.nth(position.column - 1)?)
}

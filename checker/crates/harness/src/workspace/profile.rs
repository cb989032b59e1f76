//! How generated programs are compiled.

use crate::workspace::purpose::Purpose;
use toml::{Table, Value};

/// Each process that uses refinery begins by compiling a regular expression. The proofs start
/// thousands, and that was half of their work, so they optimise these crates. For a student this
/// would take longer than it saves.
const REGEX_CRATES: [&str; 2] = ["regex-automata", "regex-syntax"];

/// Our crates that the checker is made of, too. As they were compiled for it, they need not be
/// compiled again.
const SHARED: [&str; 2] = ["scenario", "workspace-hack"];

/// Adapts the root's profile to the purpose of a workspace.
pub(super) fn adapt(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let Some(Value::Table(profile)) = profile.and_then(|profile| profile.get_mut("dev")) else {
        return;
    };
    // Programs for a student are built after each change, those of a proof once.
    let is_built_again = !matches!(purpose, Purpose::Proof | Purpose::Walkthrough);
    profile.insert("incremental".into(), is_built_again.into());
    let with = |key: &str, value: Value| Value::from(Table::from_iter([(key.to_owned(), value)]));
    let shared = SHARED.map(|name| (name.to_owned(), with("incremental", false.into())));
    let mut packages = Table::from_iter(shared);
    if purpose == Purpose::Proof {
        packages.extend(REGEX_CRATES.map(|name| (name.to_owned(), with("opt-level", 1.into()))));
    }
    profile.insert("package".into(), packages.into());
}

//! How generated programs are compiled.

use crate::workspace::purpose::Purpose;
use toml::{Table, Value};

/// Each process that uses refinery begins by compiling a regular expression. The proofs start
/// thousands, and that was half of their work, so they optimise these crates. For a student this
/// would take longer than it saves.
const REGEX_CRATES: [&str; 2] = ["regex-automata", "regex-syntax"];

/// Adapts the root's profile to the purpose of a workspace.
pub(super) fn adapt(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let Some(Value::Table(profile)) = profile.and_then(|profile| profile.get_mut("dev")) else {
        return;
    };
    // Programs for a student are built after each change, those of a proof once.
    let is_built_again = !matches!(purpose, Purpose::Proof | Purpose::Walkthrough);
    profile.insert("incremental".into(), is_built_again.into());
    if purpose == Purpose::Proof {
        let optimised = Table::from_iter([("opt-level".to_owned(), Value::from(1))]);
        let packages = REGEX_CRATES.map(|name| (name.to_owned(), optimised.clone().into()));
        profile.insert("package".into(), Table::from_iter(packages).into());
    }
}

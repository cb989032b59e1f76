//! How generated programs are compiled.

use crate::workspace::Purpose;
use toml::{Table, Value};

/// What each process of refinery begins with: it compiles a regular expression. The
/// proofs start some thousands, and that was half of what they computed. A student would
/// wait longer for these crates than they save.
const OFTEN_BEGUN: [&str; 2] = ["regex-automata", "regex-syntax"];

/// Changes the root's profile for a workspace of this purpose.
pub(super) fn fit(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let Some(Value::Table(profile)) = profile.and_then(|profile| profile.get_mut("dev")) else {
        return;
    };
    // Nobody debugs these programs: a panic knows its line without.
    profile.insert("debug".into(), false.into());
    // They are built after each change of a student's; those of a proof once.
    let is_built_again = !matches!(purpose, Purpose::Proof | Purpose::Walkthrough);
    profile.insert("incremental".into(), is_built_again.into());
    let packages = profile.get_mut("package");
    if let (Purpose::Proof, Some(Value::Table(packages))) = (purpose, packages) {
        let optimised = Table::from_iter([("opt-level".to_owned(), Value::from(1))]);
        packages.extend(OFTEN_BEGUN.map(|name| (name.to_owned(), optimised.clone().into())));
    }
}

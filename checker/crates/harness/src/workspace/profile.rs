//! How generated programs are compiled.

use crate::workspace::purpose::Purpose;
use toml::{Table, Value};

/// Adapts the root's profile to the purpose of a workspace.
pub(super) fn adapt(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let profile = profile.and_then(|profile| profile.get_mut("dev"));
    if let Some(Value::Table(profile)) = profile {
        // Programs for a student are built after each change, those of a proof once.
        let is_built_again = !matches!(purpose, Purpose::Proof | Purpose::Walkthrough);
        profile.insert("incremental".into(), is_built_again.into());
    }
}

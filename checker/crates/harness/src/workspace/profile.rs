//! How generated programs are compiled.

use crate::workspace::purpose::Purpose;
use toml::{Table, Value};

/// Adapts the root's profile to the purpose of a workspace.
pub(super) fn adapt(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let profile = profile.and_then(|profile| profile.get_mut("dev"));
    if let Some(Value::Table(profile)) = profile {
        // Those of a walkthrough are built once.
        let is_built_again = purpose != Purpose::Walkthrough;
        profile.insert("incremental".into(), is_built_again.into());
    }
}

//! How generated programs are compiled.

use crate::workspace::purpose::Purpose;
use course::lesson::Variant;
use toml::{Table, Value};

/// Adapts the root's profile to the purpose of a workspace.
pub(super) fn adapt(manifest: &mut Table, purpose: Purpose) {
    let profile = manifest.get_mut("profile");
    let profile = profile.and_then(|profile| profile.get_mut("dev"));
    if let Some(Value::Table(profile)) = profile {
        // Those of a walkthrough are built once, and those of a submission never again.
        let is_built_once = matches!(
            purpose,
            Purpose::Walkthrough | Purpose::Grade(Variant::Submission)
        );
        let is_built_again = !is_built_once;
        profile.insert("incremental".into(), is_built_again.into());
    }
}

//! How far this machine can lock up other people's code. Your own is graded without.

use crate::hands::sandbox::Sandbox;
use crate::vocabulary::finding::Finding;
use crate::vocabulary::sandbox::{Confinement, Level};
use std::path::Path;

const NEEDLESS: &str = "nothing to do: your own code is graded without it";

/// Only Linux has one.
pub(super) fn look(root: &Path, target_dir: &Path) -> Option<Finding> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let secret = root.join("Cargo.toml");
    Some(match Sandbox::here(target_dir, &secret) {
        Ok(sandbox) => found(sandbox.confinement()),
        Err(error) => Finding::note("sandbox", error.to_string(), NEEDLESS),
    })
}

/// Its level, and what it is made of.
fn found(confinement: &Confinement) -> Finding {
    let means = confinement.means.iter().map(|one| {
        let not = if one.is_on { "" } else { "no " };
        format!("{not}{}", one.name)
    });
    let means: Vec<String> = means.collect();
    let told = format!("{}: {}", confinement.level, means.join(", "));
    match confinement.level {
        Level::Full => Finding::fine("sandbox", told),
        Level::Partial | Level::None => Finding::note("sandbox", told, NEEDLESS),
    }
}

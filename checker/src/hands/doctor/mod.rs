//! Looks at the machine: can the course be worked on here? What can be tried is tried, not
//! guessed.

mod machine;
mod sandbox;
mod services;
mod terminal;
mod toolchain;
mod watching;

use crate::vocabulary::finding::Finding;
use std::path::Path;

/// Looks at everything, in the order in which a person needs it.
pub fn look(root: &Path, target_dir: &Path) -> Vec<Finding> {
    let mut findings = toolchain::look(root);
    findings.extend(machine::look(root, target_dir));
    findings.extend(terminal::look());
    findings.push(watching::look(root));
    findings.extend(services::look());
    findings.extend(sandbox::look(root, target_dir));
    findings
}

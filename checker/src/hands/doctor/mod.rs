//! Looks at the machine: can the course be worked on here? What can be tried is tried, not
//! guessed.

mod machine;
mod sandbox;
mod services;
mod terminal;
mod toolchain;
mod watching;

use crate::vocabulary::finding::Finding;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Looks at everything, in the order in which a person needs it.
pub fn look(root: &Path, target_dir: &Path) -> Vec<Finding> {
    let mut findings = toolchain::look(root);
    findings.extend(machine::look(root, target_dir));
    findings.extend(terminal::look());
    findings.push(watching::look(root));
    findings.extend(services::look());
    findings.extend(sandbox::look());
    findings
}

/// What a program prints to standard output, if it ends well.
fn output_of(program: &str, arguments: &[&str]) -> io::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().last().unwrap_or("it failed");
        Err(io::Error::other(crate::pure::document::harmless(why)))
    }
}

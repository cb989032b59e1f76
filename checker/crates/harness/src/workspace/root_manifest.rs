//! The manifest of the course's root, with other members.

use course::error::Error;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// The manifest of the workspace in `root`, with these members instead of its own. What
/// its members share (dependencies, lints, profiles) stays.
pub fn root_manifest(root: &Path, members: Vec<String>) -> Result<Table, Error> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path)
        .map_err(Error::while_doing(format!("read {}", path.display())))?;
    let mut manifest: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.ok_or_else(|| Error::course(&path, "there is no [workspace]"))?;
    workspace.remove("default-members");
    workspace.insert("members".into(), members.into());
    Ok(manifest)
}

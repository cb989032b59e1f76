//! The packages of a course's lock file.

use course::error::Error;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// A package of the lock file.
#[derive(Debug)]
pub struct LockedPackage {
    /// Its name, as in its manifest.
    pub name: String,
    /// Whether it was downloaded: the course's own are not.
    pub is_downloaded: bool,
}

/// All packages of the lock file, also those for other systems.
pub fn packages(course_root: &Path) -> Result<Vec<LockedPackage>, Error> {
    let path = course_root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
    let lock: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let packages = lock.get("package").and_then(Value::as_array);
    let packages = packages.into_iter().flatten();
    let locked = |package: &Value| {
        Some(LockedPackage {
            name: package.get("name")?.as_str()?.to_owned(),
            is_downloaded: package.get("source").is_some(),
        })
    };
    Ok(packages.filter_map(locked).collect())
}

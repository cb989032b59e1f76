//! Step 5: two people, one number.

use std::{collections::BTreeMap, fs, path::Path};

use refinery::{Migration, load_sql_migrations};

use crate::RepoError;

/// The migrations of a folder, by version.
///
/// refinery reads them. What it would pass over in silence or notice too late is refused before:
/// a `.sql` file whose name is none, and two files with one number.
///
/// # Errors
///
/// [`RepoError::Misnamed`] and [`RepoError::Duplicate`]; [`RepoError::Io`] if the folder cannot
/// be read; [`RepoError::Refinery`] if a file is not text.
pub fn load(dir: &Path) -> Result<Vec<Migration>, RepoError> {
    let mut seen: BTreeMap<i32, String> = BTreeMap::new();
    for file in file_names(dir)? {
        let Some(stem) = file.strip_suffix(".sql") else {
            continue;
        };
        if stem.strip_suffix(".down").is_some() {
            continue;
        }
        let version = version_of(stem).ok_or_else(|| RepoError::Misnamed(file.clone()))?;
        if let Some(first) = seen.insert(version, file.clone()) {
            return Err(RepoError::Duplicate {
                version,
                first,
                second: file,
            });
        }
    }
    Ok(load_sql_migrations(dir)?)
}

/// The version in a file's name without `.sql`, if all of the name is to refinery's liking.
///
/// refinery looks at the beginning only and takes `V1__add-email` for a migration called `add`,
/// whereas its search for files wants the whole name. So: what it has read must be all there is.
/// The version is the number, not its digits: V3 and V03 are one.
fn version_of(stem: &str) -> Option<i32> {
    // Its pattern says `[U|V]`, which is also `|`, and there it panics.
    if !stem.starts_with('V') {
        return None;
    }
    let migration = Migration::unapplied(stem, "").ok()?;
    let (_, name) = stem.split_once("__")?;
    (name == migration.name()).then(|| migration.version())
}

/// The names in a folder, in an order that does not depend on the file system.
fn file_names(dir: &Path) -> Result<Vec<String>, RepoError> {
    let entries = fs::read_dir(dir).map_err(RepoError::io(dir))?;
    // A name that is not UTF-8 is no name of a migration, whatever stands in for its odd bytes.
    let mut names: Vec<String> = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()
        .map_err(RepoError::io(dir))?;
    names.sort();
    Ok(names)
}

//! Given: the migrations folder, read into memory.

use std::{collections::BTreeMap, fs, path::Path};

use refinery::Migration;

use crate::EvolveError;

/// The migrations of a folder: `V5__correct_description.sql` and, for the way back, a
/// `V5__correct_description.down.sql` beside it.
///
/// A file that holds nothing but `--` comments is not written yet. It and what comes after it do
/// not count.
#[derive(Clone, Debug)]
pub struct Repo {
    migrations: Vec<Migration>,
    downs: BTreeMap<i32, String>,
}

impl Repo {
    /// Reads the folder `dir`.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Refinery`] and [`EvolveError::Read`].
    pub fn read(dir: &Path) -> Result<Self, EvolveError> {
        let mut migrations = refinery::load_sql_migrations(dir)?;
        migrations.sort();
        let is_unwritten = |migration: &Migration| migration.sql().is_none_or(is_comment);
        if let Some(end) = migrations.iter().position(is_unwritten) {
            migrations.truncate(end);
        }
        let downs = read_downs(dir)?;
        Ok(Self { migrations, downs })
    }

    /// All migrations that are written, the lowest version first.
    pub fn migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// The migration of a version.
    pub fn get(&self, version: i32) -> Option<&Migration> {
        let mut all = self.migrations.iter();
        all.find(|migration| migration.version() == version)
    }

    /// The SQL that undoes a version. `None`: nobody has written it.
    pub fn down(&self, version: i32) -> Option<&str> {
        self.downs.get(&version).map(String::as_str)
    }
}

fn is_comment(sql: &str) -> bool {
    let mut lines = sql.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with("--"))
}

/// All `.down.sql` of the folder that hold SQL.
fn read_downs(dir: &Path) -> Result<BTreeMap<i32, String>, EvolveError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| EvolveError::Read { path, source }
    };
    let mut downs = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(unreadable(dir))? {
        let path = entry.map_err(unreadable(dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(stem) = name.and_then(|name| name.strip_suffix(".down.sql")) {
            let version = Migration::unapplied(stem, "")?.version();
            let sql = fs::read_to_string(&path).map_err(unreadable(&path))?;
            if !is_comment(&sql) {
                downs.insert(version, sql);
            }
        }
    }
    Ok(downs)
}

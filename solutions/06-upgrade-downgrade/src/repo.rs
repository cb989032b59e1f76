//! Given: the migrations folder, read into memory, and the names of places in it.

use std::{collections::BTreeMap, fmt, fs, io, path::Path, str::FromStr};

use refinery::Migration;

/// The migrations of a folder: `V2__create_posts.sql` and, for the way back, a
/// `V2__create_posts.down.sql` beside it.
///
/// refinery reads the first kind of file and passes over the second, so the two can share a
/// folder.
#[derive(Clone, Debug)]
pub struct Repo {
    migrations: Vec<Migration>,
    downs: BTreeMap<i32, String>,
}

/// Why a folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// refinery cannot read it.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// Two files have this version. refinery would run both; lesson 5 tells what follows.
    #[error("two migrations have the version {0}")]
    Repeated(i32),

    /// A down script cannot be read.
    #[error("cannot read the down scripts: {0}")]
    Io(#[from] io::Error),
}

impl Repo {
    /// Reads the folder `dir`.
    ///
    /// # Errors
    ///
    /// See [`RepoError`].
    pub fn read(dir: &Path) -> Result<Self, RepoError> {
        let mut migrations = refinery::load_sql_migrations(dir)?;
        migrations.sort();
        for pair in migrations.windows(2) {
            if pair[0].version() == pair[1].version() {
                return Err(RepoError::Repeated(pair[0].version()));
            }
        }
        let downs = read_downs(dir)?;
        Ok(Self { migrations, downs })
    }

    /// All migrations, the lowest version first. There may be holes between the numbers.
    pub fn migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// The migration of a version.
    pub fn get(&self, version: i32) -> Option<&Migration> {
        let mut all = self.migrations.iter();
        all.find(|migration| migration.version() == version)
    }

    /// The version that stands before another one; `None` if that is the first.
    pub fn before(&self, version: i32) -> Option<i32> {
        let versions = self.migrations.iter().map(Migration::version);
        versions.filter(|before| *before < version).max()
    }

    /// The SQL that undoes a version. `None`: nobody has written it, the migration cannot be
    /// undone.
    pub fn down(&self, version: i32) -> Option<&str> {
        self.downs.get(&version).map(String::as_str)
    }
}

/// All `V2__create_posts.down.sql` of the folder, whether the file to undo is there or not.
fn read_downs(dir: &Path) -> Result<BTreeMap<i32, String>, RepoError> {
    let mut downs = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(stem) = name.and_then(|name| name.strip_suffix(".down.sql")) {
            let version = Migration::unapplied(stem, "")?.version();
            downs.insert(version, fs::read_to_string(&path)?);
        }
    }
    Ok(downs)
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As `upgrade`.
    Up,
    /// As `downgrade`.
    Down,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// `head`: the newest migration of the repository.
    Head,
    /// `base`: before the first migration.
    Base,
    /// `2`: this version.
    Version(i32),
    /// `+1`, `-1`: so many migrations from where the database stands. Migrations, not numbers:
    /// from 2 the next one may be 5.
    Relative(i32),
}

impl fmt::Display for To {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => formatter.write_str("head"),
            Self::Base => formatter.write_str("base"),
            Self::Version(version) => write!(formatter, "{version}"),
            Self::Relative(steps) => write!(formatter, "{steps:+}"),
        }
    }
}

impl FromStr for To {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = || {
            text.parse()
                .map_err(|_| "expected head, base, a version, +N or -N".to_owned())
        };
        Ok(match text {
            "head" => Self::Head,
            "base" => Self::Base,
            _ if text.starts_with(['+', '-']) => Self::Relative(number()?),
            _ => Self::Version(number()?),
        })
    }
}

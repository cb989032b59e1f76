//! Given: the folder of the migrations, as in lessons 5 and 6.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use refinery::Migration;

use crate::Script;

/// Characters of a message that go into a file's name, as in Alembic.
const SLUG_LENGTH: usize = 40;

/// The migrations of a folder: `V2__create_posts.sql` and, for the way back, a
/// `V2__create_posts.down.sql` beside it.
#[derive(Clone, Debug)]
pub struct Repo {
    dir: PathBuf,
    migrations: Vec<Migration>,
}

/// Why a folder cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// refinery cannot read it.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// Two files have this version.
    #[error("two migrations have the version {0}")]
    Repeated(i32),

    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
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
        let dir = dir.to_owned();
        Ok(Self { dir, migrations })
    }

    /// All migrations, the lowest version first.
    pub fn migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// The migration of a version.
    pub fn get(&self, version: i32) -> Option<&Migration> {
        let mut all = self.migrations.iter();
        all.find(|migration| migration.version() == version)
    }

    /// The newest version; `None` if there is no migration.
    pub fn head(&self) -> Option<i32> {
        self.migrations.last().map(Migration::version)
    }

    /// The version that stands before another one; `None` if that is the first.
    pub fn before(&self, version: i32) -> Option<i32> {
        let versions = self.migrations.iter().map(Migration::version);
        versions.filter(|before| *before < version).max()
    }

    /// The SQL that undoes a migration; `None` if nobody has written it.
    ///
    /// # Errors
    ///
    /// [`RepoError::Io`] if the file is there and cannot be read.
    pub fn down(&self, migration: &Migration) -> Result<Option<String>, RepoError> {
        for entry in fs::read_dir(&self.dir).map_err(io_error(&self.dir))? {
            let path = entry.map_err(io_error(&self.dir))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let stem = name.and_then(|name| name.strip_suffix(".down.sql"));
            let undone = stem.and_then(|stem| Migration::unapplied(stem, "").ok());
            if undone.is_some_and(|undone| undone.version() == migration.version()) {
                let text = fs::read_to_string(&path);
                return text.map(Some).map_err(io_error(&path));
            }
        }
        Ok(None)
    }

    /// Writes the two files of the next migration, and returns the path of the one that goes up.
    ///
    /// # Errors
    ///
    /// [`RepoError::Io`]. A file that is there is not overwritten.
    pub fn add(&self, message: &str, script: &Script) -> Result<PathBuf, RepoError> {
        let version = self.head().unwrap_or(0) + 1;
        let stem = format!("V{version}__{}", slug(message));
        // The way back first: if the second file fails, the first alone is no migration.
        write_new(&self.dir.join(format!("{stem}.down.sql")), &script.down)?;
        let up = self.dir.join(format!("{stem}.sql"));
        write_new(&up, &script.up)?;
        Ok(up)
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> RepoError {
    move |source| RepoError::Io {
        path: path.to_owned(),
        source,
    }
}

/// The words of a message in lower case, joined by `_`; `revision` if there is none.
fn slug(message: &str) -> String {
    let is_word = |c: char| c.is_alphabetic() || c.is_ascii_digit();
    let words: Vec<&str> = message
        .split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    let slug = words.join("_").to_lowercase();
    let slug: String = slug.chars().take(SLUG_LENGTH).collect();
    if slug.is_empty() {
        "revision".to_owned()
    } else {
        slug
    }
}

fn write_new(path: &Path, text: &str) -> Result<(), RepoError> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(io_error(path))
}

//! rustlings beside us: the course that most people know, where it is installed.

use crate::Result;
use crate::command::{checked, seconds_of};
use crate::course_copy::edit;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Its exercises in a folder of their own, removed when dropped.
pub(crate) struct Rustlings {
    program: PathBuf,
    dir: TempDir,
}

impl Rustlings {
    /// The one that `RUSTLINGS` is the path of, with its exercises untouched. An error says
    /// why there is none.
    pub(crate) fn here() -> Result<Self> {
        let program = env::var_os("RUSTLINGS").ok_or("RUSTLINGS is not the path of rustlings")?;
        let program = fs::canonicalize(program)?;
        let dir = tempfile::tempdir()?;
        checked(Command::new(&program).arg("init").current_dir(dir.path()))?;
        Ok(Self { program, dir })
    }

    /// A call in the folder of the exercises.
    fn call(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(self.folder());
        command.env_remove("CARGO_TARGET_DIR");
        command
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("rustlings")
    }

    /// The seconds that checking all exercises takes.
    pub(crate) fn check_all(&self) -> Result<f64> {
        seconds_of(&mut self.call(&["check-all"]))
    }

    /// Replaces the exercises by their solutions, which are in the source of its package;
    /// returns how many there are.
    pub(crate) fn solve(&self) -> Result<usize> {
        copy_rust(
            &self.source()?.join("solutions"),
            &self.folder().join("exercises"),
        )
    }

    /// Puts one exercise back: with all of them done, each run ends with a check of all.
    pub(crate) fn leave_one(&self) -> Result<()> {
        checked(&mut self.call(&["reset", "as_ref_mut"]))?;
        Ok(())
    }

    /// The source of its package, as cargo has downloaded it to install it.
    fn source(&self) -> Result<PathBuf> {
        let version = String::from_utf8(self.call(&["--version"]).output()?.stdout)?;
        let package = version.trim().replace(' ', "-");
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
        for registry in fs::read_dir(home.ok_or("no home")?.join("registry/src"))? {
            let source = registry?.path().join(&package);
            if source.is_dir() {
                return Ok(source);
            }
        }
        Err(format!("cargo does not have the source of {package}").into())
    }

    /// Edits an exercise that is solved, and returns the seconds until it passes.
    pub(crate) fn edit(&self, number: usize) -> Result<f64> {
        edit(
            &self.folder().join("exercises/02_functions/functions1.rs"),
            number,
        )?;
        checked(&mut self.call(&["run", "functions1"]))
    }
}

/// Copies the Rust files below a folder over those of another; returns how many there are.
fn copy_rust(from: &Path, to: &Path) -> Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(from)? {
        let from = entry?.path();
        let to = to.join(from.file_name().ok_or("no name")?);
        if from.is_dir() {
            files += copy_rust(&from, &to)?;
        } else if from.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(from, to)?;
            files += 1;
        }
    }
    Ok(files)
}

//! The floor of all that compiles from nothing: rusqlite and refinery, which this course is
//! about, as somebody builds them who needs nothing else.

use crate::Result;
use crate::command::{checked, seconds_of};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// A crate that depends on both, and the profile of the course.
pub(crate) struct Floor {
    dir: TempDir,
}

impl Floor {
    /// Makes the crate and downloads what it needs. cargo chooses the versions.
    pub(crate) fn new(root_manifest: &str) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let line = |name: &str| root_manifest.lines().find(|line| line.starts_with(name));
        let profile = root_manifest.split_once("[profile.dev]");
        let manifest = format!(
            "[package]\nname = \"floor\"\nedition = \"2024\"\n[workspace]\n\
             [dependencies]\n{}\n{}\n[profile.dev]{}",
            line("rusqlite =").ok_or("no rusqlite")?,
            line("refinery =").ok_or("no refinery")?,
            profile.ok_or("no profile")?.1,
        );
        fs::write(dir.path().join("Cargo.toml"), manifest)?;
        fs::create_dir(dir.path().join("src"))?;
        fs::write(dir.path().join("src/main.rs"), "fn main() {}\n")?;
        checked(Command::new("cargo").arg("fetch").current_dir(dir.path()))?;
        Ok(Self { dir })
    }

    /// Builds it from nothing.
    pub(crate) fn seconds(&self) -> Result<f64> {
        let target = self.dir.path().join("target");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        let mut build = Command::new("cargo");
        build.arg("build").arg("--target-dir").arg(&target);
        seconds_of(build.current_dir(self.dir.path()))
    }
}

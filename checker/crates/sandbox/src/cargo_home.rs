//! A cargo home of the grader's own: settings, and the sources of those packages that lessons use.
//! The user's has credentials in it, and the sources of everything else that this person compiles.

use crate::toolchain::Toolchain;
use course::error::Error;
use harness::cargo_lock;
use harness::launcher;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use toml::{Table, Value};
use walkdir::WalkDir;

/// Where a cargo home keeps what it has downloaded.
const REGISTRY: &str = "registry";

/// The names of cargo's settings in a cargo home; the newer one comes first.
const SETTINGS: [&str; 2] = ["config.toml", "config"];

/// Makes a cargo home in the folder `to` with all that `workspace` needs on this machine. What is
/// missing in the user's is downloaded.
pub(crate) fn make(
    course_root: &Path,
    workspace: &Path,
    toolchain: &Toolchain,
    to: &Path,
) -> Result<(), Error> {
    let making = || Error::while_doing(format!("copy packages to {}", to.display()));
    let sources = launcher::cargo_home().join(REGISTRY).join("src");
    let folders = package_folders(workspace, toolchain)?;
    let in_registry = folders
        .iter()
        .filter_map(|it| it.strip_prefix(&sources).ok());
    let mut registries = BTreeSet::new();
    for folder in in_registry {
        // `index.crates.io-1949cf8c6b5b557f/rusqlite-0.40.1`, in `src`; its archive is in `cache`.
        copy(&Path::new("src").join(folder), to, &|_| true).map_err(making())?;
        let archive = format!("{}.crate", Path::new("cache").join(folder).display());
        copy(Path::new(&archive), to, &|_| true).map_err(making())?;
        registries.extend(folder.parent());
    }
    // cargo looks each of them up, also those for other systems.
    let locked = cargo_lock::packages(course_root)?.into_iter();
    let locked: BTreeSet<String> = locked.map(|package| package.name.to_lowercase()).collect();
    for registry in registries {
        let index = Path::new("index").join(registry);
        copy(&index, to, &|file| is_about(file, &locked)).map_err(making())?;
    }
    let settings = settings(course_root)?;
    fs::write(to.join(SETTINGS[0]), settings.to_string()).map_err(making())
}

/// The folders outside of the cargo home `made` from which cargo reads packages: those that the
/// user's settings name instead of a registry.
pub(crate) fn outside(made: &Path) -> Vec<PathBuf> {
    let settings = fs::read_to_string(made.join(SETTINGS[0])).unwrap_or_default();
    let settings: Table = toml::from_str(&settings).unwrap_or_default();
    let sources = settings.get("source").and_then(Value::as_table);
    let sources = sources.into_iter().flat_map(Table::values);
    let folder = |source: &Value| {
        let named = source.get("directory").or(source.get("local-registry"))?;
        Some(PathBuf::from(named.as_str()?))
    };
    sources.filter_map(folder).collect()
}

/// The folders of all packages that `workspace` needs on this machine.
fn package_folders(workspace: &Path, toolchain: &Toolchain) -> Result<Vec<PathBuf>, Error> {
    let manifest = workspace.join("Cargo.toml");
    let output = Command::new(launcher::cargo())
        // So that no settings count besides the user's.
        .current_dir("/")
        .args(["metadata", "--format-version=1", "--filter-platform"])
        .arg(toolchain.host())
        .arg("--manifest-path")
        .arg(manifest)
        .stdin(Stdio::null())
        .output()
        .map_err(Error::while_doing("start cargo (is Rust installed?)"))?;
    let metadata: Json = serde_json::from_slice(&output.stdout).map_err(|_| Error::Build {
        what: "the lessons",
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    })?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let folder = |package: &Json| {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        manifest.parent().map(Path::to_owned)
    };
    Ok(packages.filter_map(folder).collect())
}

/// Whether cargo needs a file of an index: one in its cache is about the package whose name it has.
fn is_about(file: &Path, names: &BTreeSet<String>) -> bool {
    let is_cached = file.iter().any(|part| part == ".cache");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    !is_cached || names.contains(&*name)
}

/// Copies a file or folder of the user's registries.
fn copy(path: &Path, home: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    let from = launcher::cargo_home().join(REGISTRY).join(path);
    let to = home.join(REGISTRY).join(path);
    for entry in WalkDir::new(&from) {
        let entry = entry?;
        let below = entry.path().strip_prefix(&from).map_err(io::Error::other)?;
        // For a single file, nothing is below.
        let to = if below == Path::new("") {
            to.clone()
        } else {
            to.join(below)
        };
        if entry.file_type().is_file() && is_wanted(entry.path()) {
            fs::create_dir_all(to.parent().unwrap_or(&to))?;
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The settings of the course, and of the user's only where packages come from: a mirror, say.
fn settings(course_root: &Path) -> Result<Table, Error> {
    let path = course_root.join(".cargo/config.toml");
    let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
    let mut settings: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let home = launcher::cargo_home();
    let texts = SETTINGS
        .iter()
        .filter_map(|name| fs::read_to_string(home.join(name)).ok());
    // What cargo cannot read, it has said already.
    let mut users: Table = texts
        .take(1)
        .find_map(|text| toml::from_str(&text).ok())
        .unwrap_or_default();
    settings.extend(users.remove_entry("source"));
    if let Some((name, Value::Table(mut registries))) = users.remove_entry("registries") {
        for (_, registry) in &mut registries {
            if let Value::Table(registry) = registry {
                registry.retain(|name, _| name == "index" || name == "protocol");
            }
        }
        settings.insert(name, registries.into());
    }
    Ok(settings)
}

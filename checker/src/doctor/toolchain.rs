//! Rust, the C compiler and git.

use crate::doctor::version::Version;
use harness::scratch::Scratch;
use harness::versions::output_of;
use std::env;
use std::fs;
use std::path::Path;
use terminal::doctor::DoctorCheck;

const RUSTUP: &str = "install or update Rust: https://rustup.rs, then `rustup update stable`";

pub(super) fn look(root: &Path) -> Vec<DoctorCheck> {
    let mut findings = vec![rustc(root), cargo()];
    findings.extend(c_compiler());
    findings.push(git(root));
    findings
}

fn rustc(root: &Path) -> DoctorCheck {
    let name = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let told = match output_of(&name, &["--version"]) {
        Ok(told) => told.trim().to_owned(),
        Err(error) => return DoctorCheck::bad("rustc", error.to_string(), RUSTUP),
    };
    let found = told.split(' ').nth(1).and_then(Version::read);
    match (found, wanted(root)) {
        (Some(found), Some(wanted)) if found < wanted => {
            DoctorCheck::bad("rustc", format!("{told}, and {wanted} is needed"), RUSTUP)
        }
        _ => DoctorCheck::fine("rustc", told),
    }
}

/// The oldest Rust that the workspace says it is compiled with.
fn wanted(root: &Path) -> Option<Version> {
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml"))
        .ok()?
        .parse()
        .ok()?;
    let package = manifest.get("workspace")?.get("package")?;
    Version::read(package.get("rust-version")?.as_str()?)
}

fn cargo() -> DoctorCheck {
    let name = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    match output_of(&name, &["--version"]) {
        Ok(told) => DoctorCheck::fine("cargo", told.trim()),
        Err(error) => DoctorCheck::bad("cargo", error.to_string(), RUSTUP),
    }
}

/// Compiles and links a program: a compiler without the system's headers compiles nothing.
/// On Windows rustc comes with what it needs, or says what is missing.
fn c_compiler() -> Option<DoctorCheck> {
    if cfg!(windows) {
        return None;
    }
    let advice = "install one: `apt install build-essential`, `dnf install gcc`, or on a Mac \
                  `xcode-select --install`";
    let name = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let tried = Scratch::new().map_err(|error| error.to_string());
    let tried = tried.and_then(|scratch| {
        let source = scratch.work().join("probe.c");
        let program = scratch.work().join("probe");
        let code = "#include <stdio.h>\nint main(void) { return puts(\"probe\") < 0; }\n";
        fs::write(&source, code).map_err(|error| error.to_string())?;
        let (source, program) = (source.to_string_lossy(), program.to_string_lossy());
        output_of(&name, &[&source, "-o", &program]).map_err(|error| error.to_string())
    });
    Some(match tried {
        Ok(_) => {
            let told = output_of(&name, &["--version"]).unwrap_or_default();
            let first = told.lines().next().unwrap_or("it compiles").to_owned();
            DoctorCheck::fine("C compiler", first)
        }
        Err(why) => DoctorCheck::bad("C compiler", format!("`{name}`: {why}"), advice),
    })
}

fn git(root: &Path) -> DoctorCheck {
    let version = match output_of("git", &["--version"]) {
        Ok(version) => version.trim().to_owned(),
        Err(error) => {
            let advice = "install git, to keep your work and to get new lessons";
            return DoctorCheck::note("git", error.to_string(), advice);
        }
    };
    let folder = root.to_string_lossy();
    match output_of("git", &["-C", &folder, "rev-parse", "--show-toplevel"]) {
        Ok(_) => DoctorCheck::fine("git", version),
        Err(_) => DoctorCheck::note(
            "git",
            format!("{version}, and this folder is no clone"),
            "`git checkout` cannot take files back here; `git clone` the course to have it",
        ),
    }
}

//! Rust, the C compiler, git, and what is downloaded.

use harness::scratch::Scratch;
use harness::versions::output_of;
use semver::{Prerelease, Version, VersionReq};
use std::env;
use std::fs;
use std::path::Path;
use terminal::doctor::DoctorCheck;

const RUSTUP: &str = "install or update Rust: https://rustup.rs, then `rustup update stable`";

pub(super) fn checks(root: &Path) -> Vec<DoctorCheck> {
    let mut checks = vec![rustc(root), cargo()];
    checks.extend(c_compiler());
    checks.push(git(root));
    checks.push(downloads(root));
    checks
}

fn rustc(root: &Path) -> DoctorCheck {
    let name = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = match output_of(&name, &["--version"]) {
        Ok(version) => version.trim().to_owned(),
        Err(error) => return DoctorCheck::bad("rustc", error.to_string(), RUSTUP),
    };
    match oldest_rust(root) {
        Some(oldest) if is_older(&version, &oldest) => {
            let needed = format!("{version}, and {oldest} is needed");
            DoctorCheck::bad("rustc", needed, RUSTUP)
        }
        _ => DoctorCheck::fine("rustc", version),
    }
}

/// Whether what `rustc --version` says is older than a version such as `1.92`. No, if one
/// of them cannot be read.
fn is_older(rustc: &str, oldest: &str) -> bool {
    let number = rustc.split(' ').nth(1).unwrap_or_default();
    let (Ok(mut version), Ok(needed)) = (
        Version::parse(number),
        VersionReq::parse(&format!(">={oldest}")),
    ) else {
        return false;
    };
    // To semver, `1.97.0-nightly` fulfils no requirement but one on nightlies.
    version.pre = Prerelease::EMPTY;
    !needed.matches(&version)
}

/// The oldest Rust that can compile the workspace, as its manifest says.
fn oldest_rust(root: &Path) -> Option<String> {
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml"))
        .ok()?
        .parse()
        .ok()?;
    let package = manifest.get("workspace")?.get("package")?;
    Some(package.get("rust-version")?.as_str()?.to_owned())
}

fn cargo() -> DoctorCheck {
    let name = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    match output_of(&name, &["--version"]) {
        Ok(version) => DoctorCheck::fine("cargo", version.trim()),
        Err(error) => DoctorCheck::bad("cargo", error.to_string(), RUSTUP),
    }
}

/// Compiles and links a program, because a compiler without the system's headers is of no
/// use. On Windows rustc comes with what it needs, or says what is missing.
fn c_compiler() -> Option<DoctorCheck> {
    if cfg!(windows) {
        return None;
    }
    let advice = "install one: `apt install build-essential`, `dnf install gcc`, or on a Mac \
                  `xcode-select --install`";
    let name = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let scratch = Scratch::new().map_err(|error| error.to_string());
    let compiled = scratch.and_then(|scratch| {
        let source = scratch.work().join("probe.c");
        let program = scratch.work().join("probe");
        let code = "#include <stdio.h>\nint main(void) { return puts(\"probe\") < 0; }\n";
        fs::write(&source, code).map_err(|error| error.to_string())?;
        let (source, program) = (source.to_string_lossy(), program.to_string_lossy());
        output_of(&name, &[&source, "-o", &program]).map_err(|error| error.to_string())
    });
    Some(match compiled {
        Ok(_) => {
            let version = output_of(&name, &["--version"]).unwrap_or_default();
            let first = version.lines().next().unwrap_or("it compiles").to_owned();
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

/// What a lesson needs is downloaded when it is begun, unless that was done before.
fn downloads(root: &Path) -> DoctorCheck {
    let name = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let manifest = root.join("Cargo.toml");
    let manifest = manifest.to_string_lossy();
    let fetch = [
        "fetch",
        "--locked",
        "--offline",
        "--manifest-path",
        &manifest,
    ];
    match output_of(&name, &fetch) {
        Ok(_) => DoctorCheck::fine("downloads", "all lessons can be compiled offline"),
        Err(_) => DoctorCheck::note(
            "downloads",
            "later lessons need the network once",
            "`cargo fetch --locked`, before you work offline",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn versions_are_compared_by_number() {
        assert!(is_older("rustc 1.9.0 (abc 2016-05-24)", "1.92"));
        assert!(!is_older("rustc 1.92.0", "1.92"));
        assert!(!is_older("rustc 1.97.0-nightly (abc 2026-04-01)", "1.96.9"));
        assert!(is_older("rustc 1.91.0-nightly", "1.92"));
    }

    #[test]
    fn what_cannot_be_read_is_not_older() {
        for version in ["", "rustc", "rustc stable", "rustc 1.x"] {
            assert!(!is_older(version, "1.92"), "{version}");
        }
        assert!(!is_older("rustc 1.9.0", "stable"));
    }
}

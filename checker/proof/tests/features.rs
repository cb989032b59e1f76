//! Whatever is built, the crates that two builds have in common have the same features:
//! so nothing is compiled twice. What is missing belongs into `workspace-hack`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The features of refinery are its drivers: with one it is compiled once more. flate2 is
/// what only MySQL's driver and the teachers' program have in common, with other backends.
const APART: [&str; 3] = ["refinery ", "refinery-core ", "flate2 "];

/// A package's features, each set that it is compiled with.
type Features = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_crate_is_compiled_twice() {
    let solutions = solutions();
    let mut builds: Vec<(String, Vec<String>)> = ["checker", "classroom"]
        .map(|program| (program.to_owned(), vec![format!("--package={program}")]))
        .into();
    for name in &solutions {
        builds.push((name.clone(), lesson(name)));
    }
    let all = solutions.iter().flat_map(|name| lesson(name)).collect();
    builds.push(("all lessons".to_owned(), all));
    let drivers = "--features=urls-solution/postgres,urls-solution/mysql".to_owned();
    let driven = [lesson("urls-solution"), vec![drivers]].concat();
    builds.push(("drivers".to_owned(), driven));

    // What proc macros and build scripts need is compiled for the machine that compiles,
    // and a crate may have other features there.
    for edges in ["normal,no-proc-macro", "normal,build"] {
        let mut found: BTreeMap<String, BTreeMap<BTreeSet<String>, Vec<&str>>> = BTreeMap::new();
        for (name, arguments) in &builds {
            for (package, features) in features(arguments, edges) {
                let of_package = found.entry(package).or_default();
                of_package.entry(features).or_default().push(name);
            }
        }
        found.retain(|package, sets| {
            sets.len() > 1 && !APART.iter().any(|name| package.starts_with(name))
        });
        assert!(
            found.is_empty(),
            "these are compiled more than once; give them the features of all in \
             checker/crates/workspace-hack/Cargo.toml:\n{found:#?}"
        );
    }
}

fn root() -> &'static Path {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("the workspace")
}

/// The packages of all solutions.
fn solutions() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("solutions")).expect("the solutions");
    let names = folders.flatten().filter_map(|folder| {
        let name = folder.file_name().into_string().ok()?;
        Some(format!("{}-solution", name.split_once('-')?.1))
    });
    names.collect()
}

/// What a generated program is linked from, as far as features go.
fn lesson(package: &str) -> Vec<String> {
    vec![
        format!("--package={package}"),
        "--package=scenario".to_owned(),
    ]
}

/// The features of all packages that come from elsewhere.
fn features(arguments: &[String], edges: &str) -> Features {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--prefix=none", "--format={p}|{f}"])
        // A line editor is a default feature, and not built for grading.
        .args([&format!("--edges={edges}"), "--no-default-features"])
        .args(arguments)
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{output:?}");
    let mut features = Features::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line = line.replace(" (*)", "").replace(" (proc-macro)", "");
        // Our own packages have a path.
        if let Some((package, set)) = line.split_once('|').filter(|(it, _)| !it.contains('(')) {
            let sets = features.entry(package.to_owned()).or_default();
            sets.insert(set.to_owned());
        }
    }
    features
}

//! Whatever is built, the crates that two builds have in common have the same features:
//! so nothing is compiled twice. What is missing belongs into `workspace-hack`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The features of refinery are its drivers: with one it is compiled once more. flate2 is
/// what only MySQL's driver and the teachers' program have in common, with other backends, and
/// digest what only PostgreSQL's and that program have; syn 2 is what only refinery and the pages
/// of that program have, with fewer features there.
const APART: [&str; 5] = [
    "refinery ",
    "refinery-core ",
    "flate2 ",
    "digest ",
    "syn v2",
];

/// A package's features, each set that it is compiled with.
type Features = BTreeMap<String, BTreeSet<String>>;

/// A call of cargo's.
struct Build {
    name: String,
    /// What is chosen of the workspace.
    arguments: Vec<String>,
}

impl Build {
    fn of(name: &str, packages: &[String], features: Option<&str>) -> Self {
        let packages = packages
            .iter()
            .map(|package| format!("--package={package}"));
        let features = features.map(|features| format!("--features={features}"));
        // A line editor is a default feature, and not built for grading.
        let apart = ["--no-default-features".to_owned()];
        Self {
            name: name.to_owned(),
            arguments: packages.chain(features).chain(apart).collect(),
        }
    }
}

fn builds() -> Vec<Build> {
    let programs = ["checker", "classroom"].map(|name| Build::of(name, &[name.to_owned()], None));
    let mut builds = Vec::from(programs);
    // A generated program is made of a lesson and `scenario`.
    let scenario = "scenario".to_owned();
    let solutions = solutions();
    for name in &solutions {
        builds.push(Build::of(name, &[name.clone(), scenario.clone()], None));
    }
    let drivers = "urls-solution/postgres,urls-solution/mysql";
    let urls = ["urls-solution".to_owned(), scenario.clone()];
    builds.push(Build::of("drivers", &urls, Some(drivers)));
    let all = [solutions, vec![scenario]].concat();
    builds.push(Build::of("all lessons", &all, None));
    builds
}

#[test]
fn no_crate_is_compiled_twice() {
    let builds = builds();
    // What proc macros and build scripts need is compiled for the machine that compiles,
    // and a crate may have other features there.
    for edges in ["normal,no-proc-macro", "normal,build"] {
        let mut found: BTreeMap<String, BTreeMap<BTreeSet<String>, Vec<&str>>> = BTreeMap::new();
        for build in &builds {
            for (package, features) in features(&build.arguments, edges) {
                let of_package = found.entry(package).or_default();
                of_package.entry(features).or_default().push(&build.name);
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

/// What only teachers need, only teachers compile.
#[test]
fn students_compile_no_archives_sandbox_slides_or_pages() {
    let build = Build::of("checker", &["checker".to_owned()], None);
    let packages = features(&build.arguments, "normal");
    for of_teachers in [
        "zip",
        "tar",
        "flate2",
        "landlock",
        "seccompiler",
        "diffy",
        "maud",
    ] {
        let is_it = |package: &&String| package.starts_with(&format!("{of_teachers} "));
        assert_eq!(packages.keys().find(is_it), None);
    }
    assert!(
        packages
            .keys()
            .any(|package| package.starts_with("rusqlite "))
    );
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

/// The features of all packages that come from elsewhere.
fn features(arguments: &[String], edges: &str) -> Features {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--prefix=none", "--format={p}|{f}"])
        .arg(format!("--edges={edges}"))
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

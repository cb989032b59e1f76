//! Holds the files of this crate to their floors.

use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest. `main.rs` and `lib.rs` stand above all.
const FLOORS: [&str; 6] = [
    "vocabulary",
    "pure",
    "hands",
    "pipeline",
    "report",
    "command",
];

/// A report is a function of events and grades: of the floors below it, it may
/// use only these.
const BELOW_REPORT: [&str; 2] = ["vocabulary", "pure"];

/// Each outside thing has one file, or one folder, that uses it.
const HANDS: [(&str, &[&str]); 27] = [
    (
        "rusqlite::",
        &[
            "hands/database.rs",
            "hands/database",
            "hands/inspection.rs",
            "hands/schema.rs",
        ],
    ),
    ("insta::", &["hands/expected.rs"]),
    ("cargo_metadata::", &["hands/cargo.rs"]),
    ("signal_hook::", &["command/watch"]),
    ("process_wrap::", &["hands/process.rs"]),
    (
        "rustix::",
        &[
            "hands/doctor/machine.rs",
            "hands/orphans.rs",
            "hands/pristine.rs",
            "hands/process.rs",
            "hands/report_pipe.rs",
            "hands/sandbox",
            "hands/scratch.rs",
            "hands/submission/folder.rs",
        ],
    ),
    ("landlock::", &["hands/sandbox"]),
    ("seccompiler::", &["hands/sandbox/syscalls.rs"]),
    ("libc::", &["hands/sandbox/syscalls.rs"]),
    ("flate2::", &["hands/submission/tar_file.rs"]),
    ("tar::", &["hands/submission/tar_file.rs"]),
    ("zip::", &["hands/submission/zip_file.rs"]),
    (
        "notify::",
        &["hands/doctor/watching.rs", "hands/watcher.rs"],
    ),
    ("bwrap", &["hands/sandbox/namespaces.rs"]),
    ("fastrand::", &["pure/disguise.rs", "hands/mangling.rs"]),
    ("pulldown_cmark::", &["pure/section.rs"]),
    ("diffy::", &["pure/patch.rs"]),
    ("crossterm::", &["report/screen.rs", "command/watch"]),
    ("tempfile::", &["hands/scratch.rs"]),
    ("initdb", &["hands/servers/postgres.rs"]),
    ("mariadbd", &["hands/servers/mariadb.rs"]),
    ("net::Tcp", &["hands/servers"]),
    ("indicatif::", &["report/progress.rs"]),
    ("clap::", &["command"]),
    ("maud::", &["report/html", "report/svg.rs"]),
    (
        "clap_complete::",
        &["command/completions.rs", "command/cli.rs"],
    ),
    ("serde_json::json", &["report/json.rs"]),
];

/// All source files of this crate but its tests, with their paths from `src`.
fn sources() -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "snap")
            {
                // What a test has shown.
            } else if !["tests.rs", "floors.rs", "samples.rs"]
                .iter()
                .any(|name| path.ends_with(name))
            {
                let text = fs::read_to_string(&path).expect("a source file");
                sources.push((path.strip_prefix(&src).expect("below src").to_owned(), text));
            }
        }
    }
    assert!(sources.len() > 20, "the sources are found");
    sources
}

/// The floor of a file, such as `hands` for `hands/cargo.rs`.
fn floor_of(file: &Path) -> Option<usize> {
    let first = file.components().next()?.as_os_str().to_str()?;
    FLOORS
        .iter()
        .position(|floor| *floor == first.trim_end_matches(".rs"))
}

#[test]
fn a_file_uses_only_lower_floors_and_its_own() {
    for (file, text) in sources() {
        let Some(own) = floor_of(&file) else { continue };
        for (used, name) in FLOORS.iter().enumerate() {
            let uses = text.contains(&format!("crate::{name}"));
            let reaches_up = used > own;
            let report_digs = FLOORS[own] == "report" && used < own && !BELOW_REPORT.contains(name);
            assert!(
                !uses || !(reaches_up || report_digs),
                "{} uses {name}",
                file.display()
            );
        }
    }
}

#[test]
fn each_outside_thing_has_one_user() {
    for (file, text) in sources() {
        for (thing, users) in HANDS {
            let allowed = users.iter().any(|user| file.starts_with(user));
            assert!(
                allowed || !text.contains(thing),
                "{} uses {thing}",
                file.display()
            );
        }
    }
}

#[test]
fn nothing_below_the_reports_prints() {
    let printing = [
        "print!",
        "println!",
        "eprint!",
        "eprintln!",
        "dbg!",
        "io::stdout",
        "io::stderr",
    ];
    for (file, text) in sources() {
        if floor_of(&file).is_some_and(|floor| floor < 4) {
            for word in printing {
                assert!(!text.contains(word), "{} has {word}", file.display());
            }
        }
    }
}

#[test]
fn a_file_fits_into_a_head() {
    for (file, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 300, "{} has {lines} lines", file.display());
    }
}

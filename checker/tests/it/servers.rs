//! Observations on servers: they are made where there is a server and skipped where there is
//! none, and nothing is left behind. The server is a shell script that says it is ready.
#![cfg(unix)]

use fixtures::{CourseRoot, Run, all_gone};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const LIB: &str = "lessons/02-other/src/lib.rs";

/// Lesson 2 has a step with an observation on a server.
fn root() -> CourseRoot {
    let course = "checker/course/02-other";
    let manifest = concat!(
        include_str!("../../crates/fixtures/src/other/Cargo.toml"),
        "\n[features]\npostgres = []\n"
    );
    CourseRoot::new()
        .file("lessons/02-other/Cargo.toml", manifest)
        .file(
            &format!("{course}/lesson.toml"),
            include_str!("fixtures/server/lesson.toml"),
        )
        .file(
            &format!("{course}/scenarios/answer.rs"),
            include_str!("fixtures/server/scenario.rs"),
        )
        .file(
            &format!("{course}/expected/answer.snap"),
            include_str!("fixtures/server/expected.snap"),
        )
}

/// An installation of the fake server, and a folder for temporary files.
struct Machine {
    dir: TempDir,
}

impl Machine {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let machine = Self { dir };
        for (name, text) in [
            ("bin/initdb", include_str!("fixtures/server/initdb")),
            ("bin/postgres", include_str!("fixtures/server/postgres")),
        ] {
            machine.program(name, text);
        }
        fs::create_dir(machine.tmp()).expect("a folder");
        // If the tests run as root, the server runs as nobody and needs access, too.
        for (folder, mode) in [(machine.dir.path(), 0o755), (&machine.tmp(), 0o1777)] {
            fs::set_permissions(folder, Permissions::from_mode(mode)).expect("permissions");
        }
        machine
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a program");
        fs::set_permissions(path, Permissions::from_mode(0o755)).expect("permissions");
    }

    fn tmp(&self) -> PathBuf {
        self.dir.path().join("tmp")
    }

    /// What is in the folder for temporary files.
    fn left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.tmp()).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    fn apply(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.dir.path().join("bin"));
        let path = std::env::join_paths(folders.chain(std::env::split_paths(&path)));
        command
            .env("PATH", path.expect("a PATH"))
            .env("TMPDIR", self.tmp());
    }
}

fn step(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    value["lessons"][0]["steps"][0].clone()
}

#[test]
fn without_a_server_the_observation_is_skipped_and_costs_nothing() {
    let root = root().write();
    let off = |command: &mut Command| {
        command.env("TEST_POSTGRES_URL", "off");
    };
    let run = root.run_with(&["other"], off);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    run.assert_tells(&[
        " 5 of 5 points\n",
        "\n    – 1 observation on a server, skipped: TEST_POSTGRES_URL is off\n",
    ]);
    let json = step(&root.run_with(&["other", "--format=json"], off));
    assert_eq!(json["points"]["earned"], 5);
    assert_eq!(json["checks"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["skipped"][0]["title"], "on a server, too");
    assert_eq!(json["skipped"][0]["needs"], "server");
    assert_eq!(
        json["skipped"][0]["why"],
        "skipped: TEST_POSTGRES_URL is off"
    );
}

#[test]
fn a_url_at_which_no_server_answers_is_named() {
    let run = root().write().run_with(&["other"], |command| {
        command.env("TEST_POSTGRES_URL", "postgresql://u:s3cret@127.0.0.1:1/d");
    });
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    run.assert_tells(&["skipped: nobody answers at TEST_POSTGRES_URL\n"]);
    assert!(!run.stdout.contains("s3cret"));
}

#[test]
fn a_server_is_started_and_stopped() {
    let machine = Machine::new();
    let run = root()
        .write()
        .run_with(&["other"], |command| machine.apply(command));
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert!(!run.stdout.contains("skipped"), "{}", run.stdout);
    assert_eq!(machine.left(), Vec::<PathBuf>::new());
}

#[test]
fn while_another_observation_is_wrong_no_server_is_started() {
    let machine = Machine::new();
    machine.program("bin/initdb", "#!/bin/sh\nexit 1\n");
    let wrong = "pub fn answer() -> u32 {\n    41\n}\n";
    let run = root()
        .file(LIB, wrong)
        .write()
        .run_with(&["other"], |command| machine.apply(command));
    assert_eq!(run.code, Some(1));
    run.assert_tells(&["    – on a server, too (when the rest is right)\n"]);
    assert!(!run.stdout.contains("did not start"), "{}", run.stdout);
}

#[test]
fn partial_points_do_not_depend_on_servers() {
    let machine = Machine::new();
    let half = "use std::sync::atomic::{AtomicU32, Ordering};\n\n\
        pub fn answer() -> u32 {\n    static N: AtomicU32 = AtomicU32::new(42);\n    \
        N.fetch_add(1, Ordering::Relaxed)\n}\n";
    let root = root().file(LIB, half).write();
    let with = root.run_with(&["other", "--format=json"], |command| {
        machine.apply(command);
    });
    let without = root.run_with(&["other", "--format=json"], |command| {
        command.env("TEST_POSTGRES_URL", "off");
    });
    assert_eq!(step(&with)["points"]["earned"], 2);
    assert_eq!(step(&without)["points"]["earned"], 2);
    assert_eq!(step(&with)["skipped"][0]["needs"], "rest");
}

#[test]
fn a_server_that_does_not_start_costs_nothing() {
    let machine = Machine::new();
    machine.program("bin/postgres", "#!/bin/sh\necho FATAL: no; echo bye\n");
    let run = root()
        .write()
        .run_with(&["other"], |command| machine.apply(command));
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    run.assert_tells(&["skipped: PostgreSQL did not start: FATAL: no\n"]);
    assert_eq!(machine.left(), Vec::<PathBuf>::new());
}

/// The driver takes a minute to compile.
#[test]
fn a_stub_is_compiled_without_the_driver() {
    let machine = Machine::new();
    let stub = "#[cfg(feature = \"postgres\")]\ncompile_error!(\"the driver\");\n\n\
        pub fn answer() -> u32 {\n    todo!()\n}\n";
    let run = root()
        .file(LIB, stub)
        .file("checker/course/02-other/stub/src/lib.rs", stub)
        .write()
        .run_with(&["other", "--all-lessons"], |command| {
            machine.apply(command);
        });
    run.assert_tells(&["lessons/02-other/src/lib.rs (not started)\n"]);
    run.assert_tells(&["    – on a server, too (when the rest is right)\n"]);
}

/// As when a CI job is cancelled: the checker has no chance to clean up.
#[test]
#[cfg(target_os = "linux")]
fn a_killed_checker_leaves_no_server_behind() {
    let machine = Machine::new();
    // It starts, but is never ready.
    let never = include_str!("fixtures/server/postgres").replace("ready", "starting");
    machine.program("bin/postgres", &never);
    let root = root().write();
    let mut command = Command::new(root.program());
    command.arg("other").current_dir(&root.path);
    command
        .env_remove("TEST_POSTGRES_URL")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    machine.apply(&mut command);
    let mut checker = command.spawn().expect("the checker");
    let serves = |folder: &Path| folder.join("data/postmaster.pid").exists();
    let started = (0..3000).any(|_| {
        thread::sleep(Duration::from_millis(100));
        machine.left().iter().any(|folder| serves(folder))
    });
    assert!(started, "the server was started");
    let mark = format!("CHECKER_RUN={}\0", checker.id());
    checker.kill().expect("a process to kill");
    checker.wait().expect("its end");
    assert!(all_gone(&mark), "a process of the run's is left behind");
    assert_eq!(machine.left(), Vec::<PathBuf>::new());
}

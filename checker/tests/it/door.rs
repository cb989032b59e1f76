//! The front door: `grade`, `walkthrough` and `soak` are the program `classroom`, which cargo
//! builds and which then takes the checker's place. cargo is a shell script here, and so is
//! the program that it says it has built.

use assert_cmd::cargo::cargo_bin;
use fixtures::{CourseRoot, Run, Terminal, schema};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn root() -> CourseRoot {
    CourseRoot::new().write()
}

/// A cargo that says it has built `classroom`, or that it could not.
struct FakeCargo {
    dir: TempDir,
}

impl FakeCargo {
    /// What it builds is a shell script with these lines.
    fn building(program: &str) -> Self {
        let fake = Self::saying(0, "");
        let path = fake.script("classroom", program);
        fake.say(&[
            json!({
                "reason": "compiler-artifact", "package_id": "classroom 0.0.0",
                "manifest_path": "/classroom/Cargo.toml", "target": target(),
                "profile": {
                    "opt_level": "0", "debuginfo": 0, "debug_assertions": true,
                    "overflow_checks": true, "test": false,
                },
                "features": [], "filenames": [path], "executable": path, "fresh": false,
            }),
            json!({ "reason": "build-finished", "success": true }),
        ]);
        fake
    }

    /// It fails, with an error of the compiler's.
    fn failing() -> Self {
        let fake = Self::saying(101, "error: could not compile `classroom`");
        fake.say(&[
            json!({
                "reason": "compiler-message", "package_id": "classroom 0.0.0",
                "target": target(),
                "message": {
                    "message": "mismatched types", "code": null, "level": "error", "spans": [],
                    "children": [], "rendered": "error[E0308]: mismatched types\n",
                },
            }),
            json!({ "reason": "build-finished", "success": false }),
        ]);
        fake
    }

    /// It notes that it was called, waits while there is a file `wait`, and says what is in
    /// the file `messages`.
    fn saying(code: i32, stderr: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let fake = Self { dir };
        let here = fake.dir.path().display();
        let lines = format!(
            "echo \"$@\" >>'{here}/called'\nwhile [ -e '{here}/wait' ]; do sleep 0.05; done\n\
             cat '{here}/messages'\necho '{stderr}' >&2\nexit {code}\n"
        );
        fake.script("cargo", &lines);
        fake
    }

    fn say(&self, messages: &[Value]) {
        let lines: Vec<String> = messages.iter().map(Value::to_string).collect();
        fs::write(self.path("messages"), lines.join("\n")).expect("a file");
    }

    fn script(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{lines}")).expect("a script");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("permissions");
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The arguments of each call so far.
    fn calls(&self) -> String {
        fs::read_to_string(self.path("called")).unwrap_or_default()
    }

    /// Runs the checker with this cargo.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Run {
        root().run_with(arguments, |command| {
            command.env("CARGO", self.path("cargo"));
        })
    }

    /// The checker in the folder of the course, with this cargo.
    fn checker(&self, root: &CourseRoot, arguments: &[&str]) -> Command {
        let mut command = Command::new(root.program());
        command.args(arguments).current_dir(&root.path);
        command.env("CARGO", self.path("cargo"));
        command
    }
}

fn target() -> Value {
    json!({
        "kind": ["bin"], "crate_types": ["bin"], "name": "classroom",
        "src_path": "/classroom/src/main.rs", "edition": "2024", "doc": true, "doctest": false,
        "test": true,
    })
}

const PRINT_ARGUMENTS: &str = "printf '<%s>' \"$@\"\n";

#[test]
fn arguments_pass_through_and_progress_is_shown() {
    let cargo = FakeCargo::building(PRINT_ARGUMENTS);
    for (arguments, passed) in [
        (
            &["grade", "--submission", "a 'b' \"c\" $d *", "--all", "01"][..],
            "<grade><--submission><a 'b' \"c\" $d *><--all><01>",
        ),
        (
            &["walkthrough", "config", "--from=01/3", "--color=never"],
            "<walkthrough><config><--from=01/3><--color=never>",
        ),
        (&["soak", "3", "--seeded"], "<soak><3><--seeded>"),
        (
            &["report", "--html", "-", "config"],
            "<report><--html><-><config>",
        ),
    ] {
        let run = cargo.run(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.stdout, passed);
        assert_eq!(run.stderr, "building classroom …\n");
    }
    let calls = cargo.calls();
    assert_eq!(calls.lines().count(), 4);
    for call in calls.lines() {
        assert!(call.starts_with("build "), "{call}");
        assert!(call.ends_with(" --package classroom"), "{call}");
    }
}

#[test]
fn an_argument_that_is_no_text_passes_through() {
    let cargo = FakeCargo::building(PRINT_ARGUMENTS);
    let root = root();
    let mut command = cargo.checker(&root, &["walkthrough", "--handout"]);
    command.arg(OsStr::from_bytes(b"gr\xfc\xdfe.md"));
    let output = command.output().expect("the checker");
    assert_eq!(
        output.stdout, b"<walkthrough><--handout><gr\xfc\xdfe.md>",
        "{output:?}"
    );
}

#[test]
fn each_exit_code_passes_through() {
    for code in [0, 1, 2, 3, 4, 70, 200] {
        let cargo = FakeCargo::building(&format!("exit {code}\n"));
        assert_eq!(cargo.run(&["walkthrough"]).code, Some(code));
    }
}

#[test]
fn input_and_output_pass_through() {
    let cargo = FakeCargo::building("cat\necho 'an error' >&2\n");
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let input = cargo.path("input");
    fs::write(&input, &bytes).expect("a file");
    let root = root();
    let mut command = cargo.checker(&root, &["grade", "--submission", "-"]);
    command.stdin(File::open(&input).expect("the file"));
    let output = command.output().expect("the checker");
    assert!(output.stdout == bytes, "each byte arrives");
    assert!(output.stderr.ends_with(b"an error\n"), "{output:?}");
}

#[test]
fn a_signal_reaches_the_program() {
    let cargo = FakeCargo::building(
        "trap 'echo tidied up; exit 9' TERM\necho ready\nwhile :; do sleep 0.05; done\n",
    );
    let root = root();
    let mut command = cargo.checker(&root, &["soak"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the checker");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    assert_eq!(line, "ready\n");
    let sent = Command::new("kill").arg(child.id().to_string()).status();
    assert!(sent.expect("kill").success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the rest");
    assert_eq!(rest, "tidied up\n");
    assert_eq!(child.wait().expect("its end").code(), Some(9));
}

#[test]
fn a_program_that_a_signal_has_ended_is_seen_as_that() {
    let cargo = FakeCargo::building("kill -KILL $$\n");
    let root = root();
    let output = cargo.checker(&root, &["walkthrough"]).output();
    assert_eq!(output.expect("the checker").status.signal(), Some(9));
}

#[test]
fn the_terminal_passes_through() {
    let cargo = FakeCargo::building(
        "[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo 'Your name?'\nread name\necho \"Hello $name.\"\n",
    );
    let checker = cargo.script(
        "checker",
        &format!(
            "CARGO='{}' exec '{}' \"$@\"\n",
            cargo.path("cargo").display(),
            cargo_bin!("checker").display()
        ),
    );
    fs::write(cargo.path("wait"), "").expect("a file");
    let root = root();
    let Some(terminal) = Terminal::open_program(&root.path, &checker, "walkthrough") else {
        return;
    };
    terminal.sees("building classroom");
    fs::remove_file(cargo.path("wait")).expect("the file");
    terminal.sees("Your name?").types("Susan").presses("Enter");
    terminal.sees("Hello Susan.").ends_with(0);
    assert!(
        !terminal.screen().contains("building"),
        "{}",
        terminal.screen()
    );
}

#[test]
fn doctor_goes_on_with_what_a_teacher_needs() {
    let cargo = FakeCargo::building(PRINT_ARGUMENTS);
    let run = root().run_with(&["doctor", "--classroom", "--color", "always"], |command| {
        command.env("CARGO", cargo.path("cargo"));
        command
            .env("TEST_POSTGRES_URL", "off")
            .env("TEST_MYSQL_URL", "off");
    });
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout.ends_with("<doctor><--color><always>"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_build_that_fails_says_what_to_do() {
    let cargo = FakeCargo::failing();
    let run = cargo.run(&["walkthrough"]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert_eq!(run.stdout, "");
    for part in [
        "error: cargo cannot build classroom:\nerror[E0308]: mismatched types\n",
        "error: could not compile `classroom`\n",
        "cargo build -p classroom\n",
    ] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn a_build_that_fails_is_reported_in_the_format_that_was_asked_for() {
    for cargo in [FakeCargo::failing().path("cargo"), "/no/such/cargo".into()] {
        let arguments = ["grade", "--submission", "x", "--format=json"];
        let run = root().run_with(&arguments, |command| {
            command.env("CARGO", &cargo);
        });
        assert_eq!(run.code, Some(4), "{run:?}");
        let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let schema = include_str!("../../schema/grade-v1.schema.json");
        assert_eq!(schema::errors(schema, &value), None);
        assert_eq!(value["error"]["exit_code"], 4);
    }
}

#[test]
fn for_help_nothing_is_built() {
    let cargo = FakeCargo::building("exit 1\n");
    for (arguments, part) in [
        (&["grade", "--help"][..], "--submission <WHAT>"),
        (&["help", "grade"], "--submission <WHAT>"),
        (&["walkthrough", "-h"], "--handout <FILE>"),
        (&["help", "walkthrough"], "--handout <FILE>"),
        (&["soak", "--help"], "--seeded"),
        (&["help", "soak"], "--seeded"),
        (&["--help"], "Teach a class (compiled at the first use):\n"),
    ] {
        let run = cargo.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        assert!(run.stdout.contains(part), "{}", run.stdout);
        run.assert_fits_80_columns();
    }
    assert_eq!(cargo.calls(), "");
}

#[test]
fn for_wrong_arguments_nothing_is_built() {
    let cargo = FakeCargo::building("exit 1\n");
    for arguments in [
        &["grade"][..],
        &["grade", "--submission", "x", "--al"],
        &["grade", "--submission", "x", "--format=jnit"],
        &["grade", "--submission", "x", "--format=csv=lessons/a"],
        &["walkthrough", "--notes", "--timing"],
        &["soak", "0"],
    ] {
        let run = cargo.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    for arguments in [
        &["grade", "--format=json"][..],
        &["grade", "--submission", "x", "--al", "--format", "json"],
    ] {
        let run = cargo.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(2), ""), "{run:?}");
        let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(value["error"]["kind"], "usage");
    }
    assert_eq!(cargo.calls(), "");
}

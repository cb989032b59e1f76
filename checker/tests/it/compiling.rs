//! Code that does not compile.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;

fn root_with(wal: &str) -> CourseRoot {
    CourseRoot::new().step("wal", wal).write()
}

const ONLY_WAL_IS_LOST: &str = " 01 config              ●●●●✗●     43/50   ← you are here\n";
const NONE_IS_LEFT: &str = " 01 config              ✗✗✗✗✗✗      0/50   ← you are here\n";
const OTHER_IS_KEPT: &str = " 02 other               ●           5/5\n";
const WAITING: &str = "\n    Nothing here can run until it compiles. Then it is graded again.\n";
const CANNOT_BE_CALLED: &str = "
    lessons/01-config/src/wal.rs (cannot be called)
    Your crate compiles, but step 5 cannot use it. The step expects, in
    `config`:
        pub fn enable_wal(conn: &Connection) -> Result<bool, ConfigError>
";

/// Runs the checker and looks for `parts` in its report.
#[track_caller]
fn check(root: &CourseRoot, parts: &[&str]) -> Run {
    let run = root.check_all();
    assert_eq!(run.code, Some(1));
    run.assert_tells(&[OTHER_IS_KEPT]);
    run.assert_tells(parts);
    run
}

#[test]
fn an_error_is_shown_in_the_words_of_rustc() {
    let root = root_with(include_str!("fixtures/wal_does_not_compile.rs"));
    let parts = [
        // The other steps have no errors of their own: they wait.
        " 01 config              ····✗·      0/50   ← you are here\n",
        " ── 01 config · does not compile ─────────────────────────────── 0 of 50 points\n",
        "\nerror[E0308]: mismatched types\n",
        "lessons/01-config/src/wal.rs:9:8\n",
        "expected `bool`, found `String`\n",
        WAITING,
        "\n    Next: mend lessons/01-config/src/wal.rs:9, save, run the checker again\n",
    ];
    let run = check(&root, &parts);
    assert_snapshot!(run.stderr, @"
    building 2 lessons …
    running 1 step …
    ");
}

#[test]
fn a_changed_signature_costs_only_its_own_step() {
    let root = root_with(include_str!("fixtures/wal_has_another_signature.rs"));
    let parts = [
        ONLY_WAL_IS_LOST,
        CANNOT_BE_CALLED,
        "\n    and finds, at lessons/01-config/src/wal.rs:6:\n",
        "pub fn enable_wal(conn: &mut Connection) -> Result<String, ConfigError> {\n",
        "\n    rustc says: mismatched types.\n",
        "\n    Next: give it the expected signature again\n",
    ];
    check(&root, &parts);
}

#[test]
fn a_missing_function_is_named() {
    let root = root_with(include_str!("fixtures/wal_is_missing.rs"));
    let parts = [
        NONE_IS_LEFT,
        "\nerror[E0432]: unresolved import `self::wal::enable_wal`\n",
        "no `enable_wal` in `wal`\n",
        WAITING,
        "\n    Next: mend lessons/01-config/src/lib.rs:21, save, run the checker again\n",
    ];
    check(&root, &parts);
}

#[test]
fn a_function_that_lib_rs_lacks_too_costs_only_its_own_step() {
    let lib = include_str!("../../../solutions/01-config/src/lib.rs").replace(
        "pub use self::wal::enable_wal;",
        "pub use self::wal::switch_wal_on;",
    );
    let root = CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_is_missing.rs"))
        .step("lib", &lib)
        .write();
    let error = "\n    rustc says: unresolved import `config::enable_wal`.\n";
    check(&root, &[ONLY_WAL_IS_LOST, CANNOT_BE_CALLED, error]);
}

#[test]
fn a_file_that_is_not_utf_8_is_named() {
    let mut code = include_bytes!("fixtures/wal_is_wrong.rs").to_vec();
    code.extend(b"// gr\xfc\xdfe\n");
    let root = CourseRoot::new()
        .file("lessons/01-config/src/wal.rs", code)
        .write();
    let parts = [
        NONE_IS_LEFT,
        "lessons/01-config/src/wal.rs",
        "UTF-8",
        "// gr\u{fffd}\u{fffd}e\n",
        WAITING,
    ];
    check(&root, &parts);
}

#[test]
fn escape_codes_in_a_compile_error_are_not_obeyed() {
    let root = root_with(include_str!(
        "fixtures/wal_clears_the_screen_at_compile_time.rs"
    ));
    let run = check(&root, &["cleared"]);
    run.assert_no_control_characters();
    let run = root.run(&["--color", "always"]);
    assert!(!run.stdout.contains("\x1b[2J"), "{:?}", run.stdout);
    assert!(!run.stdout.contains(['\x07', '\u{9b}']), "{:?}", run.stdout);
}

#[test]
fn warnings_are_no_errors_even_where_they_are_for_the_checker() {
    let root = root_with(include_str!("fixtures/wal_warns.rs"));
    let run = root.run_with(&[], |command| {
        command.env("RUSTFLAGS", "-D warnings");
        command.env("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings");
        command.env("CARGO_BUILD_RUSTFLAGS", "-D warnings");
    });
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert!(
        run.stdout.contains("✓ All steps are right: 55 points."),
        "{}",
        run.stdout
    );
}

#[test]
fn warnings_are_counted() {
    let root = CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_warns.rs"))
        .step("settings", include_str!("fixtures/settings_prints.rs"))
        .write();
    let run = root.run(&[]);
    let note = "\n    rustc has 1 warning about this lesson: cargo check -p config\n";
    assert!(run.stdout.contains(note), "{}", run.stdout);
}

#[test]
fn a_compiler_that_crashes_costs_only_its_lesson() {
    let nested = format!("{}true", "!".repeat(100_000));
    let root = root_with(&format!(
        "use crate::ConfigError;\nuse rusqlite::Connection;\n\n\
         pub fn enable_wal(_: &Connection) -> Result<bool, ConfigError> {{\n    Ok({nested})\n}}\n"
    ));
    let parts = [
        NONE_IS_LEFT,
        "error: the compiler ended before it was done (signal: ",
        "\n  = help: something in this lesson may be nested too deeply, or too large\n",
        WAITING,
    ];
    check(&root, &parts);
}

#[test]
fn an_error_that_shows_only_in_use_costs_only_its_lesson() {
    let root = root_with(include_str!("fixtures/wal_never_ends_to_compile.rs"));
    let parts = [
        " 01 config              ····✗·      0/50   ← you are here\n",
        "error: reached the recursion limit",
        "--> lessons/01-config/src/wal.rs:19:9",
        WAITING,
    ];
    check(&root, &parts);
}

/// Code that names a function of SQLite that the course leaves out.
const NOT_LINKED: &str = "use crate::ConfigError;\nuse rusqlite::{Connection, ffi};\n\n\
    pub fn enable_wal(_: &Connection) -> Result<bool, ConfigError> {\n    \
    let load = ffi::sqlite3_load_extension as *const ();\n    Ok(load.is_null())\n}\n";

#[test]
fn a_program_that_cannot_be_linked_costs_only_its_lesson() {
    let parts = ["\nerror: linking with `", "sqlite3_load_extension", WAITING];
    check(&root_with(NOT_LINKED), &parts);
}

/// A course whose first lesson has a build script.
fn root_with_script(main: &str) -> CourseRoot {
    let script = format!("fn main() {{\n    {main}\n}}\n");
    CourseRoot::new()
        .file("lessons/01-config/build.rs", script)
        .write()
}

#[test]
fn a_build_script_costs_only_its_lesson() {
    let root = root_with_script("panic!(\"Permission denied\");");
    check(
        &root,
        &["error: the build script of `config` fails", "build.rs:2:5"],
    );
    let root = root_with_script("println!(\"cargo:rustc-link-lib=is_not_there\");");
    check(&root, &["\nerror: linking with `", "is_not_there"]);
    let root = root_with_script("println!(\"cargo:rustc-link-lib=static=is_not_there\");");
    check(
        &root,
        &["could not find native static library `is_not_there`"],
    );
}

#[test]
fn words_of_the_machine_in_a_lesson_cost_only_that_lesson() {
    let root = root_with(
        "use crate::ConfigError;\nuse rusqlite::Connection;\nuse std::borrow::Borrow;\n\n\
         pub fn enable_wal<C: Borrow<Connection>>(_: &C) -> Result<bool, ConfigError> {\n    \
         const { assert!(size_of::<C>() == 1, \"No space left on device\") };\n    Ok(true)\n}\n",
    );
    check(
        &root,
        &[
            "No space left on device",
            "lessons/01-config/src/wal.rs:6:13",
        ],
    );
}

/// Ends itself in place of the compiler of one lesson, as the system does where memory is full.
#[cfg(unix)]
const KILLED: &str = "#!/bin/sh
case \" $* \" in
*' --crate-name config '*) echo >>@count@; kill -9 $$ ;;
esac
exec \"$@\"
";

#[test]
#[cfg(unix)]
fn a_compiler_that_the_system_ends_is_tried_once_more_alone() {
    use std::os::unix::fs::PermissionsExt;
    // What another test has compiled already would not be compiled again.
    let wrong = include_str!("fixtures/wal_is_wrong.rs");
    let root = root_with(&format!("{wrong}// The compiler is ended.\n"));
    let folder = tempfile::tempdir().expect("a folder");
    let [script, count] = ["rustc", "count"].map(|name| folder.path().join(name));
    let text = KILLED.replace("@count@", &count.to_string_lossy());
    std::fs::write(&script, text).expect("a script");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let run = root.run_with(&["--all"], |command| {
        command.env("RUSTC_WRAPPER", &script);
    });
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    run.assert_tells(&[
        OTHER_IS_KEPT,
        NONE_IS_LEFT,
        "error: the system ended the compiler twice (SIGKILL)",
    ]);
    assert!(!run.stdout.contains("too deeply"), "{}", run.stdout);
    let count = std::fs::read_to_string(count).expect("a count");
    assert_eq!(count.lines().count(), 2);
}

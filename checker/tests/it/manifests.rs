//! Manifests and folders that cargo cannot read. cargo gives up on the whole workspace
//! then, but the other lesson keeps its points.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;

const MANIFEST: &str = "lessons/01-config/Cargo.toml";

const NEXT: &str =
    "\n    Next: mend it, or take it back: git checkout -- lessons/01-config/Cargo.toml\n";

fn root() -> CourseRoot {
    CourseRoot::new()
}

/// A course whose first lesson has one more dependency.
fn root_with_dependency(line: &str) -> CourseRoot {
    let text = include_str!("../../../lessons/01-config/Cargo.toml");
    let text = text.replace("[dependencies]", &format!("[dependencies]\n{line}"));
    root().file(MANIFEST, text)
}

/// Runs the checker: the lesson cannot be built, and the other one is right.
#[track_caller]
fn refused(root: CourseRoot) -> Run {
    let run = root.write().run_with(&["--all"], |command| {
        // No need to look for a mistake on the network.
        command.env("CARGO_NET_OFFLINE", "true");
    });
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    run.assert_fits_80_columns();
    run.assert_tells(&[
        " 01 config              ✗✗✗✗✗✗      0/50   ← you are here\n",
        " 02 other               ●           5/5\n",
        " ── 01 config · cannot be built ──────────────────────────────── 0 of 50 points\n",
    ]);
    assert!(!run.stdout.contains("target/checker"), "{}", run.stdout);
    run
}

#[test]
fn a_manifest_that_is_not_toml() {
    let run = refused(root().append(MANIFEST, "[dependencies\n"));
    assert_snapshot!(run.section("01 config"), @"
    01 config · cannot be built ──────────────────────────────── 0 of 50 points
        lessons/01-config/Cargo.toml is not valid TOML:
        TOML parse error at line 22, column 14
           |
        22 | [dependencies
           |              ^
        unclosed table, expected `]`

        Next: mend it, or take it back: git checkout -- lessons/01-config/Cargo.toml
    ");
}

#[test]
fn a_manifest_with_escape_codes() {
    let root = root()
        .append(MANIFEST, "\n\x1b[2J\x1b]0;title\x07\n")
        .write();
    let run = root.run(&["--color", "always"]);
    assert!(!run.stdout.contains(['\x07']), "{:?}", run.stdout);
    assert!(!run.stdout.contains("\x1b[2J"), "{:?}", run.stdout);
    run.assert_tells(&["\\u{1b}[2J\\u{1b}]0;title\\u{7}\n"]);
}

#[test]
fn toml_that_is_not_a_manifest() {
    let run = refused(root().append(MANIFEST, "\nx.workspace = true\n"));
    run.assert_tells(&["`level`", "x.workspace = true\n", NEXT]);
}

#[test]
fn a_dependency_that_the_workspace_does_not_know() {
    let run = refused(root_with_dependency("serd.workspace = true"));
    run.assert_tells(&[
        "failed to parse manifest at `lessons/01-config/Cargo.toml`\n",
        "`dependency.serd` was not found in `workspace.dependencies`\n",
        NEXT,
    ]);
}

#[test]
fn a_dependency_that_does_not_exist() {
    let run = refused(root_with_dependency(
        "no-such-crate-in-the-registry = \"1\"",
    ));
    run.assert_tells(&[
        "`no-such-crate-in-the-registry`",
        "(lessons/01-config)`",
        NEXT,
    ]);
}

#[test]
fn a_dependency_on_a_folder_that_does_not_exist() {
    let run = refused(root_with_dependency("nothing = { path = \"../nothing\" }"));
    run.assert_tells(&["`nothing`", "lessons/nothing", NEXT]);
}

#[test]
fn a_package_with_another_name() {
    let text = include_str!("../../../lessons/01-config/Cargo.toml");
    let text = text.replacen("name = \"config\"", "name = \"my-config\"", 1);
    let run = refused(root().file(MANIFEST, text));
    assert_snapshot!(run.section("01 config"), @"
    01 config · cannot be built ──────────────────────────────── 0 of 50 points
        the package in lessons/01-config/Cargo.toml is called `my-config`; call it
          `config` again

        Next: mend it, or take it back: git checkout -- lessons/01-config/Cargo.toml
    ");
}

/// The step files depend on the package, whatever its library is called.
#[test]
fn a_library_with_another_name_is_fine() {
    let text = include_str!("../../../lessons/01-config/Cargo.toml");
    let text = text.replace("[lib]\nname = \"config\"", "[lib]\nname = \"settings\"");
    let run = root().file(MANIFEST, text).write().run(&[]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
}

#[test]
fn a_lesson_that_is_a_workspace_of_its_own() {
    let run = refused(root().append(MANIFEST, "\n[workspace]\n"));
    run.assert_tells(&[
        "failed to parse manifest at `lessons/01-config/Cargo.toml`\n",
        NEXT,
    ]);
}

#[test]
fn a_lesson_without_a_manifest() {
    let run = refused(root().without(MANIFEST));
    run.assert_tells(&["    cannot read lessons/01-config/Cargo.toml: ", NEXT]);
}

#[test]
fn a_lesson_without_a_folder() {
    let run = refused(root().without("lessons/01-config"));
    assert_snapshot!(run.section("01 config"), @"
    01 config · cannot be built ──────────────────────────────── 0 of 50 points
        The folder lessons/01-config is missing.

        Next: take it back: git checkout -- lessons/01-config
    ");
}

#[test]
fn a_lesson_without_lib_rs() {
    let run = refused(root().without("lessons/01-config/src/lib.rs"));
    run.assert_tells(&["`src/lib.rs`", NEXT]);
}

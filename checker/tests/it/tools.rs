//! A lesson that is also a command line tool.

use fixtures::CourseRoot;

fn root() -> CourseRoot {
    let manifest = concat!(
        include_str!("../../crates/fixtures/src/other/Cargo.toml"),
        "\n[dependencies]\nrusqlite.workspace = true\n"
    );
    let course = "checker/course/02-other";
    CourseRoot::new()
        .file("lessons/02-other/Cargo.toml", manifest)
        .file(
            "lessons/02-other/src/lib.rs",
            include_str!("fixtures/tool/lib.rs"),
        )
        .file(
            "lessons/02-other/src/main.rs",
            include_str!("fixtures/tool/main.rs"),
        )
        .file(
            &format!("{course}/scenarios/answer.rs"),
            include_str!("fixtures/tool/scenario.rs"),
        )
        .file(
            &format!("{course}/scenarios/shared.rs"),
            include_str!("fixtures/tool/shared.rs"),
        )
        .file(
            &format!("{course}/expected/answer.snap"),
            include_str!("fixtures/tool/expected.snap"),
        )
}

#[test]
fn a_tool_gets_arguments_input_and_an_environment_and_can_crash() {
    let run = root().write().run(&["other"]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
}

#[test]
fn a_tool_is_found_in_a_fresh_clone() {
    let root = root().write();
    std::fs::remove_dir_all(root.path.join("target/checker")).expect("generated files to remove");
    assert_eq!(root.run(&["other"]).code, Some(0));
}

#[test]
fn a_tool_that_does_not_compile_costs_only_what_is_tried_with_it() {
    let with_another_signature =
        include_str!("fixtures/tool/lib.rs").replace("path: &str", "path: i64");
    let with_another_signature =
        with_another_signature.replace("open(path)", "open(path.to_string())");
    let root = root()
        .file("lessons/02-other/src/lib.rs", with_another_signature)
        .write();
    let run = root.run(&["other"]);
    assert_eq!(run.code, Some(1));
    run.assert_tells(&[
        "    ✓ the answer is 42\n",
        "stderr: src/main.rs does not compile: a changed signature?\n",
    ]);
}

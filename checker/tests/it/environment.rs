//! Nothing in the environment or in configuration files turns a wrong answer
//! into a right one.

use fixtures::{CourseRoot, Run};

fn root() -> CourseRoot {
    CourseRoot::new().step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

#[track_caller]
fn assert_only_wal_is_wrong(run: &Run) {
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(
        run.overview()
            .contains(" 01 config              ●●●●✗●     43/50"),
        "{}",
        run.stdout
    );
    assert!(
        run.section("config/wal")
            .contains("src/wal.rs (not right yet)"),
        "{}",
        run.stdout
    );
}

#[test]
fn insta_variables_change_nothing() {
    let run = root().write().run_with(&[], |command| {
        command
            .env("INSTA_FORCE_PASS", "1")
            .env("INSTA_UPDATE", "always");
        command
            .env("INSTA_WORKSPACE_ROOT", "/nowhere")
            .env("INSTA_SNAPSHOT_UPDATE", "always");
    });
    assert_only_wal_is_wrong(&run);
}

#[test]
fn an_insta_yaml_changes_nothing() {
    let yaml = "behavior:\n  force_pass: true\n  update: always\n";
    let mut root = root();
    for folder in [
        "",
        ".config/",
        "lessons/01-config/",
        "checker/",
        "checker/course/01-config/",
    ] {
        root = root.file(&format!("{folder}insta.yaml"), yaml);
    }
    assert_only_wal_is_wrong(&root.write().run(&[]));
}

/// cargo would use it if it were started in the lesson's folder.
#[test]
fn a_cargo_config_in_the_lessons_folder_changes_nothing() {
    let config = "[build]\nrustc = \"no-such-compiler\"\nrustflags = [\"--no-such-flag\"]\n\
                  [target.'cfg(all())']\nrunner = \"true\"\n[env]\nINSTA_FORCE_PASS = \"1\"\n";
    let root = root()
        .file("lessons/01-config/.cargo/config.toml", config)
        .write();
    assert_only_wal_is_wrong(&root.run(&[]));
    let run = root.run_with(&[], |command| {
        command.current_dir(root.path.join("lessons/01-config/src"));
    });
    assert_only_wal_is_wrong(&run);
}

/// A verdict must not depend on what happens to be set.
#[test]
fn variables_of_the_student_do_not_reach_a_step() {
    let code = include_str!("fixtures/wal_is_wrong.rs")
        .replace("Ok(true)", "Ok(std::env::var(\"DATABASE_URL\").is_ok())");
    let root = CourseRoot::new().step("wal", &code).write();
    let run = root.run_with(&[], |command| {
        command.env("DATABASE_URL", "sqlite:///mine.db");
    });
    assert!(
        run.section("config/wal")
            .contains("yours      filled: Ok(false)"),
        "{}",
        run.stdout
    );
}

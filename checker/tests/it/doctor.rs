//! `doctor`, `completions`, `--version` and `--help`: before the first step.

use fixtures::CourseRoot;
use insta::assert_snapshot;

fn root() -> CourseRoot {
    CourseRoot::new("doctor").write()
}

/// A line of the report, found by its word.
#[track_caller]
fn line<'r>(text: &'r str, word: &str) -> &'r str {
    let mut lines = text.lines().map(str::trim);
    let found = lines.find(|line| line.chars().skip(2).collect::<String>().starts_with(word));
    found.unwrap_or_else(|| panic!("nothing about {word}:\n{text}"))
}

#[test]
fn a_machine_on_which_this_was_compiled_is_well() {
    let run = root().run_with(&["doctor"], |command| {
        command
            .env("TEST_POSTGRES_URL", "off")
            .env("TEST_MYSQL_URL", "off");
    });
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    for word in ["rustc", "cargo", "terminal"] {
        assert!(line(&run.stdout, word).starts_with('✓'), "{}", run.stdout);
    }
    assert_snapshot!(line(&run.stdout, "PostgreSQL"), @"! PostgreSQL    TEST_POSTGRES_URL is off");
    run.assert_tells(&["\n ✓ It can. (! is good to know.)\n"]);
}

#[test]
fn what_is_missing_is_told_and_what_to_do() {
    let run = root().run_with(&["doctor"], |command| {
        command
            .env("RUSTC", "no-such-rustc")
            .env("CC", "no-such-cc");
        command
            .env("TEST_POSTGRES_URL", "off")
            .env("TEST_MYSQL_URL", "off");
    });
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(
        line(&run.stdout, "rustc").starts_with('✗'),
        "{}",
        run.stdout
    );
    run.assert_tells(&["https://rustup.rs", "\n ✗ Not yet.\n"]);
    if cfg!(unix) {
        assert!(
            line(&run.stdout, "C compiler").starts_with('✗'),
            "{}",
            run.stdout
        );
        run.assert_tells(&["apt install build-essential"]);
    }
}

#[test]
fn a_shell_learns_all_names() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = root().run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        run.assert_tells(&["solution", "give-up"]);
        if ["bash", "zsh", "fish"].contains(&shell) {
            run.assert_tells(&["config/basedir", "other/answer"]);
        }
    }
    let run = root().run(&["completions", "bsh"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("bash"), "{run:?}");
}

/// bash itself completes a name with the script.
#[test]
#[cfg(unix)]
fn bash_completes_a_step() {
    let script = root().run(&["completions", "bash"]).stdout;
    let ask = "\nCOMP_WORDS=(checker show config/b); COMP_CWORD=2\n\
               _checker checker config/b show; echo \"${COMPREPLY[@]}\"\n";
    let run = assert_cmd::Command::new("bash")
        .args(["--norc", "-c", &(script + ask)])
        .output();
    match run {
        Ok(run) => {
            let text = String::from_utf8_lossy(&run.stdout).into_owned();
            assert_eq!(text.trim(), "config/basedir", "{run:?}");
        }
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
    }
}

#[test]
fn the_version_says_what_a_report_on_a_bug_needs() {
    let run = root().run(&["--version"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_tells(&[
        "checker ",
        "\ncourse: 2 lessons, 7 steps, 55 points\n",
        "\nrustc: rustc 1.",
        "\nsystem: ",
    ]);
}

#[test]
fn the_help_has_the_commands_in_groups() {
    let root = root();
    let run = root.run(&["-h"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert_snapshot!(run.stdout, @"
    Grades your answers to the lessons: it runs your code against real SQLite
    databases and looks at what happened

    Usage: cargo run -p checker -- [OPTIONS] [NAME]...
           cargo run -p checker -- <COMMAND>

    Solve a step:
      watch        Grade again whenever you save, and show the step you are at
      show         Show the task of a step: what to write, and what will be tried
      hint         Show the next hint for a step; ask again for one that says more
      solution     Show our answer to a step, when yours is right
      reset        Begin a lesson or a step anew; a copy of yours is kept

    See where you are:
      list         List all steps and how they stand; type to search
      inspect      Look into the database that the last run of a step left
      report       Grade, and write a page for a browser

    Teach a class:
      walkthrough  Walk a class through lessons, on slides made from the course
      grade        Grade what somebody handed in, locked up. For CI and instructors

    Set up this machine:
      doctor       Look at this machine: can the course be worked on here?
      completions  Print a script that completes commands and names in your shell

    What to grade:
      [NAME]...  Lessons or steps, such as `01`, `config`, `config/3`, `config/url`.
                 If left out: all

    Options:
          --all                     Tell every unfinished step, with every
                                    difference
          --variant <VARIANT>       Whose code to grade [default: lesson] [possible
                                    values: lesson, solution]
          --seed <NUMBER>           Try other names and numbers, drawn by this seed
          --format <FORMAT[=FILE]>  How to report, and into which file; can be
                                    repeated. One without a file goes to standard
                                    output [possible values: terminal, json, junit,
                                    junit-strict, ctrf, github, markdown,
                                    classroom50, github-classroom, gradescope,
                                    prairielearn, csv]
          --color <WHEN>            When to use colours [default: auto] [possible
                                    values: auto, always, never]
      -h, --help                    Print help (see more with '--help')
      -V, --version                 Print version

    Examples:
      cargo run -p checker                   grade all lessons
      cargo run -p checker -- config         one lesson (also: 01, 01-config)
      cargo run -p checker -- config/3       one step (also: config/url)
      cargo run -p checker -- --all          every unfinished step, every difference
      cargo run -p checker -- watch          grade again whenever you save
      cargo run -p checker -- show           the task of the step you are at
      cargo run -p checker -- help hint      more on one command

    Exit codes:
      0 all points   1 points missing   2 usage   3 the course is broken
      4 something outside is missing (compiler, disk)   70 a bug in the checker
    ");
    let (long, short) = (root.run(&["help", "reset"]), root.run(&["reset", "--help"]));
    assert_eq!(long.stdout, short.stdout);
}

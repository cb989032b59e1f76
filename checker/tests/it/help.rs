//! `--help` and `--version`.

use fixtures::CourseRoot;
use insta::assert_snapshot;

fn root() -> CourseRoot {
    CourseRoot::new().write()
}

#[test]
fn the_version_says_what_a_bug_report_needs() {
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
fn the_help_groups_the_commands() {
    let run = root().run(&["-h"]);
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
      solution     Show our answer to a step, once yours is right
      reset        Start a lesson or a step over; a copy of your files is kept

    See where you are:
      list         List all steps and how they stand; type to search
      inspect      Look into the database that the last run of a step left
      report       Grade, and write a page for a browser (compiled at the first use)

    Teach a class (compiled at the first use):
      walkthrough  Walk a class through lessons, on slides made from the course
      grade        Grade what somebody handed in, sandboxed. For CI and instructors
      class        Grade a whole class into a gradebook, and publish its points

    Set up this machine:
      doctor       Check whether the course can be worked on with this machine
      update       Take in a newer course; your own files stay
      completions  Print a script that completes commands and names in your shell

    What to grade:
      [NAME]...  Lessons or steps, such as `01`, `config`, `config/3`, `config/url`.
                 If left out: all

    Options:
          --all                     Show every unfinished step, with every
                                    difference
          --all-lessons             Also build and run lessons that you have not
                                    begun
          --variant <VARIANT>       Whose code to grade [default: lesson] [possible
                                    values: lesson, solution]
          --seed <NUMBER>           Try names and numbers drawn from this seed
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
}

#[test]
fn a_command_and_its_help_can_change_places() {
    let root = root();
    let (long, short) = (root.run(&["help", "reset"]), root.run(&["reset", "--help"]));
    assert_eq!(long.stdout, short.stdout);
}

//! What `--help` shows below the options of each command.

pub(super) const CHECK_EXAMPLES: &str = "\
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
  4 something outside is missing (compiler, disk)   70 a bug in the checker";

pub(super) const LIST_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- list                 a screen to search in
  cargo run -p checker -- list config          only this lesson
  cargo run -p checker -- list | less          a table
  cargo run -p checker -- list --format json   for programs";

pub(super) const HINT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- hint              for the step you are at
  cargo run -p checker -- hint config/url   for this one";

pub(super) const SHOW_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- show              the step you are at
  cargo run -p checker -- show config/url   this one
  cargo run -p checker -- show 08/3         the third step of lesson 8";

pub(super) const SOLUTION_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- solution config/url
  cargo run -p checker -- solution config/url --give-up";

pub(super) const RESET_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- reset config/url     one step
  cargo run -p checker -- reset config         the whole lesson
  cargo run -p checker -- reset config --yes   without asking

Your own files are kept in .checker/kept/, by date.";

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- doctor

✓ is as it should be, ! is good to know, ✗ has to be fixed (exit code 4).";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- completions bash

The script completes a command named `checker`. To have one that works from any
folder, add this to ~/.bashrc, with your clone in place of ~/course:
  checker() {
    cargo run -q --manifest-path ~/course/Cargo.toml -p checker -- \"$@\"
  }
  source <(checker completions bash)";

pub(super) const INSPECT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- inspect               the step you are at
  cargo run -p checker -- inspect config/wal    this one
  cargo run -p checker -- inspect 04/1 --sql \"SELECT * FROM posts\"
  cargo run -p checker -- inspect 04/1 --mermaid";

pub(super) const WATCH_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- watch                 the step you are at, at each save
  cargo run -p checker -- watch config          this lesson
  cargo run -p checker -- watch --poll          where saves are not reported";

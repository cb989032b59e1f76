//! What `--help` shows below the options of each command.

pub(super) const EXAMPLES: &str = "\
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
  cargo run -p checker -- list config          only these
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
  cargo run -p checker -- show 08/3         the third of lesson 8";

pub(super) const SOLUTION_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- solution config/url
  cargo run -p checker -- solution config/url --give-up";

pub(super) const RESET_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- reset config/url     one step
  cargo run -p checker -- reset config         the whole lesson
  cargo run -p checker -- reset config --yes   without a question

Your own files are kept in .checker/kept/, by date.";

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- doctor

✓ is as it should be, ! is good to know, ✗ has to be mended (exit code 4).";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- completions bash

The script completes a command named `checker`. To have one, in ~/.bashrc:
  checker() { cargo run -q -p checker -- \"$@\"; }
  source <(checker completions bash)";

pub(super) const INSPECT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- inspect               the step you are at
  cargo run -p checker -- inspect config/wal    this one
  cargo run -p checker -- inspect 04/1 --sql \"SELECT * FROM posts\"
  cargo run -p checker -- inspect 04/1 --mermaid";

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- report --html report.html
  cargo run -p checker -- report config --html - > config.html";

pub(super) const GRADE_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- grade --submission ../susan
  cargo run -p checker -- grade --submission susan.zip config
  cargo run -p checker -- grade --submission origin/susan --format json
  cargo run -p checker -- grade --submission susan.zip --seed 1234

Only files that a step asks for are taken; they are compiled and run without
the network, without solutions, and with limits. Each run draws names and
numbers of its own for what it tries; the report has the seed.

Exit codes:
  0 graded, whatever the points (with --exit-points: 1 points missing)
  2 usage, or nothing to grade   3 the course is broken
  4 something outside is missing, such as the sandbox";

pub(super) const SOAK_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- soak 10            each step ten times
  cargo run -p checker -- soak 3 --seeded    with other names in each round

Exit codes: 0 all are right each time, 1 a verdict is different.";

pub(super) const WATCH_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- watch                 the step you are at, at each save
  cargo run -p checker -- watch config          this lesson
  cargo run -p checker -- watch --poll          where saves are not told of";

pub(super) const WALKTHROUGH_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- walkthrough config           slides; ? shows the keys
  cargo run -p checker -- walkthrough 01 --from 01/3   from this step on
  cargo run -p checker -- walkthrough --notes          in a second terminal
  cargo run -p checker -- walkthrough 06 --timing      a plan, minute by minute
  cargo run -p checker -- walkthrough 06 --handout handout.md
  cargo run -p checker -- walkthrough --html slides    pages for a browser
  cargo run -p checker -- walkthrough config | less    one below the other
  cargo run -p checker -- walkthrough --check          exit 1 if something is wrong";

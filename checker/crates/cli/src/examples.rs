//! Examples and exit codes below the options of teachers' commands in `--help`.

/// Of `grade`.
pub const GRADE_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- grade --submission ../susan
  cargo run -p checker -- grade --submission susan.zip config
  cargo run -p checker -- grade --submission origin/susan --format json
  cargo run -p checker -- grade --submission susan.zip --seed 1234

Only files that a step asks for are taken; they are compiled and run without
the network, without solutions, and with limits. Each run draws new names and
numbers for what it tries; the report has the seed.

Exit codes:
  0 graded, whatever the points (with --exit-points: 1 points missing)
  2 usage, or nothing to grade   3 the course is broken
  4 something outside is missing, such as the sandbox";

/// Of `class`.
pub const CLASS_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- class init databases
  cargo run -p checker -- class import roster.csv
  cargo run -p checker -- class grade ~/Downloads/submissions.zip
  cargo run -p checker -- class show susan
  cargo run -p checker -- class override susan config/url 8 --why \"Our mistake.\"
  cargo run -p checker -- class publish platform export.csv --into grades.csv

docs/teachers.md tells of an hour with a class.

Exit codes: 0 it is done, 2 usage, 3 the course is broken, 4 something outside
is missing, or something could not be graded through no fault of the students.";

/// Of `report`.
pub const REPORT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- report --html report.html
  cargo run -p checker -- report config --html - > config.html";

/// Of `soak`.
pub const SOAK_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- soak 10            each step ten times
  cargo run -p checker -- soak 3 --seeded    with new names in each round

Exit codes: 0 all steps are right each time, 1 a verdict differs.";

/// Of `update`.
pub const UPDATE_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- update ../course-2027.zip
  cargo run -p checker -- update origin/main     after `git fetch`
  cargo run -p checker -- update --undo

A file that you have changed stays; if the course gives it otherwise now, you
read the difference. What was there before is kept in .checker/updates.";

/// Of `walkthrough`.
pub const WALKTHROUGH_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- walkthrough config           slides; ? shows the keys
  cargo run -p checker -- walkthrough 01 --from 01/3   from this step on
  cargo run -p checker -- walkthrough --notes          in a second terminal
  cargo run -p checker -- walkthrough 06 --timing      a plan, minute by minute
  cargo run -p checker -- walkthrough 06 --handout handout.md
  cargo run -p checker -- walkthrough --html slides    pages for a browser
  cargo run -p checker -- walkthrough config | less    one below the other
  cargo run -p checker -- walkthrough --check          exit 1 if something is wrong";

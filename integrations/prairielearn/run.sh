#!/usr/bin/env bash
# The entrypoint of a question. PrairieLearn gives what the student handed in as
# /grade/student, and reads /grade/results/results.json.
#   run.sh [LESSON OR STEP …]
set -uo pipefail

# Other folders to try the script at home.
GRADE=${GRADE:-/grade}
COURSE=${COURSE:-/grader/course}
results=$GRADE/results/results.json
mkdir -p "$GRADE/results"
rm -f "$results"

# One archive is the submission; else the folder is.
submission=$GRADE/student
files=("$submission"/*)
if [ "${#files[@]}" -eq 1 ] && [[ ${files[0]} =~ \.(zip|tar|tar\.gz|tgz)$ ]]; then
  submission=${files[0]}
fi

cd "$COURSE" &&
  target/debug/classroom grade --submission "$submission" \
    --format prairielearn="$results" -- "$@"
code=$?

# The checker writes the file also when there is no grade.
if [ ! -s "$results" ]; then
  printf '{"gradable": false, "format_errors": ["The grader itself failed (exit code %d): %s"]}\n' \
    "$code" "this is no grade. Please tell your instructor." >"$results"
fi
exit "$code"

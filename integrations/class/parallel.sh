#!/usr/bin/env bash
# Grades a plan with GNU parallel. Started again, it does what has failed or was not begun.
#   integrations/class/parallel.sh PLAN [OPTION OF PARALLEL …]
# Several machines, which see the same folders: … PLAN --sshlogin grader1,grader2 --workdir "$PWD"
set -euo pipefail
plan=$1
shift
exec parallel --jobs 1 --joblog "$plan/parallel.log" --resume-failed --retries 2 "$@" \
  cargo run -q -p checker -- class grade --plan "$plan" --only {} :::: "$plan/ids.txt"

#!/usr/bin/env bash
# Grades a plan with GNU parallel. Started again, it does what has no result yet.
#   integrations/class/parallel.sh PLAN [OPTION OF PARALLEL …]
# Several machines, which see the same folders: … PLAN --sshlogin grader1,grader2 --workdir "$PWD"
set -euo pipefail
plan=$1
shift
read -ra checker <<<"${CHECKER:-cargo run -q -p checker --}"
# To compile a submission takes about two cores.
while read -r id; do
  [ -s "$plan/results/$id.json" ] || echo "$id"
done <"$plan/ids.txt" |
  parallel --quote --jobs 50% --retries 2 --joblog "$plan/parallel.log" "$@" \
    "${checker[@]}" class grade --plan "$plan" --only {}

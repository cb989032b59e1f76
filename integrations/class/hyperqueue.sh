#!/usr/bin/env bash
# Grades a plan with HyperQueue: a task for each job, on whatever workers there are.
#   hq server start & hq worker start &     (or: hq alloc add slurm …)
#   integrations/class/hyperqueue.sh PLAN
set -euo pipefail
plan=$(realpath "$1")
exec hq submit --wait --progress --name class --cpus 2 --max-fails 1000 \
  --each-line "$plan/ids.txt" --cwd "$PWD" \
  --stdout "$plan/hq/%{TASK_ID}.out" --stderr "$plan/hq/%{TASK_ID}.err" \
  -- bash -c "cargo run -q -p checker -- class grade --plan '$plan' --only \"\$HQ_ENTRY\""

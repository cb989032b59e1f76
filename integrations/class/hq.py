#!/usr/bin/env python3
"""Grades a plan with HyperQueue: a task for each job that has no result yet, on whatever workers there are.

  hq server start & hq worker start &     (or: hq alloc add slurm …)
  integrations/class/hq.py PLAN

Needs PyPI's `hyperqueue`, in the version of the server. As `hq` does, it looks for the server in
HQ_SERVER_DIR, or else in ~/.hq-server.
"""

import os
import sys
from pathlib import Path

from hyperqueue import Client, Job
from hyperqueue.ffi.protocol import ResourceRequest

plan = Path(sys.argv[1]).resolve()
checker = os.environ.get("CHECKER", "cargo run -q -p checker --").split()

# Somebody's failure ends nobody else's task.
job = Job(Path.cwd(), max_fails=None, name="class")
for task in (plan / "ids.txt").read_text().split():
    result = plan / "results" / f"{task}.json"
    if result.is_file() and result.stat().st_size:
        continue
    job.program(
        [*checker, "class", "grade", "--plan", str(plan), "--only", task],
        name=task,
        stdout=plan / "hq" / f"{task}.out",
        stderr=plan / "hq" / f"{task}.err",
        # To compile a submission takes about two cores.
        resources=ResourceRequest(cpus=2),
    )
if not job.tasks:
    sys.exit()

try:
    client = Client(os.environ.get("HQ_SERVER_DIR"))
except RuntimeError as error:
    sys.exit(str(error).partition("\n\nStack backtrace")[0])
submitted = client.submit(job)
if not client.wait_for_jobs([submitted], raise_on_error=False):
    for number, failure in client.get_failed_tasks(submitted).items():
        name = job.task_by_id(number).name
        print(f"{name}: {failure.error} See {failure.stderr}", file=sys.stderr)
    sys.exit(4)

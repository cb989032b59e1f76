#!/usr/bin/env bash
#SBATCH --job-name=class
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=02:00:00
# Grades a plan as an array: each task does the jobs of its shard. In the folder of the course:
#   sbatch --array=1-16%8 --output=PLAN/slurm-%a.out integrations/class/slurm.sh PLAN
# A submission takes a core and 2 GB, so a task that has more does more of them at once.
set -euo pipefail
read -ra checker <<<"${CHECKER:-cargo run -q -p checker --}"
exec "${checker[@]}" class grade --plan "$1" --jobs "$SLURM_CPUS_PER_TASK" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"

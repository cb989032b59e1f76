#!/usr/bin/env bash
#SBATCH --job-name=class
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=02:00:00
# Grades a plan as an array: each task does the jobs of its shard. In the folder of the course:
#   sbatch --array=1-16%8 integrations/class/slurm.sh PLAN
set -euo pipefail
exec cargo run -q -p checker -- class grade --plan "$1" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"

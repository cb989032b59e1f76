#!/usr/bin/env bash
# Grades the repository in which Classroom 50 starts it: writes result.json, which its
# runner collects, and release-body.md, which the student reads.
set -euo pipefail

# What this assignment is. Change these three lines.
course_url=https://github.com/OWNER/COURSE
course_tag=v1.0.0
names=(config)

course_url=${COURSE_URL:-$course_url}
course_tag=${COURSE_TAG:-$course_tag}
repository=$PWD
course=$(mktemp -d)
trap 'rm -rf "$course"' EXIT
git -c advice.detachedHead=false clone -q --depth 1 --branch "$course_tag" \
  "$course_url" "$course"
cd "$course"
cargo fetch --locked
cargo build --quiet --locked -p classroom
target/debug/classroom grade --submission "$repository" \
  --format classroom50="$repository/result.json" \
  --format markdown="$repository/release-body.md" -- "${names[@]}"

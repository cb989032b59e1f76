#!/usr/bin/env bash
# Gradescope runs this once, as root and with a network, to make the assignment's image.
set -euo pipefail

# Where Gradescope has its folders; another folder to try the scripts at home.
AUTOGRADER=${AUTOGRADER:-/autograder}
# shellcheck source=integrations/gradescope/config.sh
source "$AUTOGRADER/source/config.sh"

if ! { command -v cc && command -v git && command -v curl; } >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    gcc libc6-dev git curl ca-certificates
fi
if ! command -v cargo >/dev/null && [ ! -x "$HOME/.cargo/bin/cargo" ]; then
  curl --proto '=https' --tlsv1.2 -fsS https://sh.rustup.rs |
    sh -s -- -y --profile minimal --default-toolchain stable
fi
export PATH="$HOME/.cargo/bin:$PATH"

rm -rf "$AUTOGRADER/course"
git -c advice.detachedHead=false clone -q --depth 1 --branch "$COURSE_TAG" \
  "$COURSE_URL" "$AUTOGRADER/course"
cd "$AUTOGRADER/course"
cargo fetch --locked
cargo build --locked -p classroom

# Grades what nobody has begun: this compiles what the submissions share, and shows
# that the image is whole. Exit code 0 is "graded".
target/debug/classroom grade --submission lessons -- "${NAMES[@]}"

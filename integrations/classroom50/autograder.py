"""Classroom 50 starts autograders that are Python: this one hands over to Bash."""

import pathlib
import subprocess
import sys

script = pathlib.Path(__file__).with_name("autograder.sh")
sys.exit(subprocess.run(["bash", str(script)], check=False).returncode)

# shellcheck shell=bash disable=SC2034
# What this assignment is. Change these three lines.

# The course's repository, and the tag by which is graded.
COURSE_URL=https://github.com/OWNER/COURSE
COURSE_TAG=v1.0.0
# The lessons or steps of this assignment, such as (config models/users); () is all.
NAMES=(config)

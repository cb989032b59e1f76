//! The environment of a step's process.

use crate::reaper::marked;
use crate::scratch::Scratch;
use std::process::Command;

/// The only variables that are passed on. Others, such as a `DATABASE_URL` or a token in the
/// student's environment, are not.
const PASSED_ON: [&str; 3] = ["PATH", "SystemRoot", "SystemDrive"];

/// Tokyo: far enough from UTC that local time cannot pass for it, in a form that needs no time zone
/// files.
const TIME_ZONE: &str = "JST-9";

/// Gives a command the environment of a step, and nothing of ours.
pub(super) fn isolated(mut command: Command, scratch: &Scratch) -> Command {
    command.env_clear().current_dir(scratch.cwd());
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let home = scratch.path();
    for (name, folder) in [
        ("HOME", home),
        ("TMPDIR", home),
        ("TMP", home),
        ("TEMP", home),
    ] {
        command.env(name, folder);
    }
    command
        .env("TZ", TIME_ZONE)
        .env("LANG", "C.UTF-8")
        .env("RUST_BACKTRACE", "0")
        .env(marked::NAME, &*marked::VALUE);
    command
}

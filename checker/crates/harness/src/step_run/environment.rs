//! The environment of a step's process.

use crate::reaper::marked;
use crate::scratch::Scratch;
use std::process::Command;

/// The only variables that are passed on. Others, such as a `DATABASE_URL` or a token in the
/// student's environment, are not.
const PASSED_ON: [&str; 3] = ["PATH", "SystemRoot", "SystemDrive"];

/// Where programs are, for code that nobody trusts: whoever grades may have folders of their own in
/// their path.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Tokyo: far enough from UTC that local time cannot pass for it, in a form that needs no time zone
/// files.
const TIME_ZONE: &str = "JST-9";

/// Gives a command the environment of a step, and nothing of ours; least of all if `is_held`.
pub(super) fn isolated(mut command: Command, scratch: &Scratch, is_held: bool) -> Command {
    command.env_clear().current_dir(scratch.cwd());
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    if is_held {
        command.env("PATH", PATH);
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

//! The course proves itself: one named test per step, mistake and alternative,
//! and the rules that every lesson keeps.
//!
//! `cargo insta test -p proof --review` shows and accepts what has changed.

mod crates;
mod proof;
mod rules;
mod runs;
mod screen;

use libtest_mimic::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = rules::trials();
    trials.extend(proof::trials(&arguments));
    let conclusion = libtest_mimic::run(&arguments, trials);
    proof::tell_what_was_skipped();
    conclusion.exit_code()
}

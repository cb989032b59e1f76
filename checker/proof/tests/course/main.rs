//! The proof of the judge and of the course. Each stub earns nothing, each solution and each
//! alternative earns all points, and each known mistake loses points at its step and gets its
//! own sentence. Besides, there are rules that every lesson keeps.
//!
//! There is one named test per step, mistake and alternative, such as
//! `mistake::config/url.no-such`: `cargo test -p proof --test course -- config/url` runs those
//! of a step. What has changed is shown, and accepted, by
//! `cargo insta review`.
//!
//! Start reading at `proof` (what must hold), then `asked` (which proofs are made, and which are
//! known from before by their `fingerprint`), `runs` (all crates are built and run before the
//! first test), `crates` (what is built) and `slots` (where). `rules` needs no build, nor does
//! `screen`, which shows the feedback on each mistake. `mutants` are another thing: nothing is
//! known of them.

mod asked;
mod classes;
mod crates;
mod fingerprint;
mod mutants;
mod proof;
mod rules;
mod runs;
mod screen;
mod slots;

use libtest_mimic::Arguments;
use std::env;
use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::from_args();
    if let Ok(kinds) = env::var(mutants::MUTANTS) {
        return mutants::run(&arguments, &kinds);
    }
    let mut trials = rules::trials();
    trials.extend(asked::trials(&arguments)?);
    let conclusion = libtest_mimic::run(&arguments, trials);
    proof::tell_what_was_skipped();
    Ok(conclusion.exit_code())
}

//! Submissions that try to gain points or to do harm. Each file in `corpus/` is one:
//! what it tries, what it may earn, and its files. None earns a point over its honest
//! part, none outlives its limit, none leaves a process or a file.
//!
//! They are graded one after the other by the real program, as a class's submissions
//! are, in the same folder; each is one file of lesson 1, graded by one step.

#[cfg(target_os = "linux")]
mod attack;
#[cfg(target_os = "linux")]
mod corpus;
#[cfg(target_os = "linux")]
mod traces;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    corpus::try_all()
}

/// Elsewhere nothing is graded that nobody trusts.
#[cfg(not(target_os = "linux"))]
fn main() {}

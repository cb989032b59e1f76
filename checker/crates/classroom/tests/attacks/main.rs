//! Submissions that try to gain points or to do harm. Each file in `corpus/` is one: what it
//! tries, what it may earn, and its files. None may earn a point beyond its honest part, outlive
//! its limit, or leave a process or a file.
//!
//! The real program grades them one after the other in the same folder, as it does with a class;
//! each is one file of a lesson, graded by one step.

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

/// Submissions are locked up on Linux only.
#[cfg(not(target_os = "linux"))]
fn main() {}

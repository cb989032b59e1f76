//! Locks up code that nobody trusts. The program starts itself once more as a
//! *launcher*: a process that gives up what the code must not have, and then becomes the
//! code's program. So no unsafe code is needed between fork and exec.
//!
//! | file | what |
//! | --- | --- |
//! | `sandbox` | what this machine offers; the command that starts something confined |
//! | `policy` | what a confined program may do |
//! | `command` | how a launcher is started |
//! | `entry` | the launcher's own process |
//! | `confine` | what it gives up, by `landlock` (files) and `syscalls` (seccomp) |
//! | `bubblewrap` | namespaces around it, where they work |
//! | `user` | whom it becomes |
//! | `probe` | tries out what a launcher can still do |

mod bubblewrap;
mod command;
mod entry;
mod policy;
mod probe;
mod sandbox;
mod user;

#[cfg(target_os = "linux")]
mod confine;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod syscalls;

pub use entry::run_if_launcher;
pub(crate) use policy::Policy;
pub use sandbox::Sandbox;

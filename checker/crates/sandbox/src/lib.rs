//! Code that nobody trusts: reads a submission, lays it over a course without solutions,
//! and builds and runs it locked up.
//!
//! It does not know who asks, how a grade is computed, or how it is shown; it prints
//! nothing. To the harness it is one more [`Launcher`](harness::launcher::Launcher):
//! [`Confined`].
//!
//! Start reading at [`Confined`]; then [`submission`] (what was handed in), [`Pristine`]
//! (what all submissions have in common), [`Slot`] (the place of one), `workshop` (how it is
//! compiled), and `launcher` (what keeps it from the machine).

mod cargo_home;
mod confined;
mod launcher;
mod pristine;
mod slot;
pub mod submission;
mod toolchain;
mod umask;
mod workshop;

pub use confined::Confined;
pub use launcher::{Sandbox, run_if_launcher};
pub use pristine::{Pristine, home};
pub use slot::Slot;
pub use toolchain::Toolchain;
pub use umask::readable_files;

//! Code that nobody trusts: reads a submission, lays it over a course without solutions,
//! and builds and runs it locked up.
//!
//! It does not know who asks, how a grade is computed, or how it is shown; it prints
//! nothing. To the harness it is one more [`Launcher`](harness::launcher::Launcher):
//! [`Confined`].
//!
//! Start reading at [`Confined`]; then [`submission`] (what was handed in), [`Pristine`]
//! (the course that it is laid over), and `launcher` (what keeps it from the machine).

mod confined;
mod launcher;
mod pristine;
pub mod submission;
mod toolchain;

pub use confined::Confined;
pub use launcher::{Sandbox, run_if_launcher};
pub use pristine::{Pristine, home};
pub use toolchain::Toolchain;

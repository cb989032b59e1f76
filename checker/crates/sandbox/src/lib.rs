//! TODO

mod confined;
mod launcher;
mod pristine;
pub mod submission;
mod toolchain;

pub use confined::Confined;
pub use launcher::{Sandbox, launched};
pub use pristine::{Pristine, home};
pub use toolchain::Toolchain;

//! What authors have accepted: the observations of right answers, and known mistakes as
//! their differences from them.

mod differences;
pub mod document;
pub mod expected;
mod mistake_file;
pub mod record;
mod snapshot_file;

//! The slides of some lessons, as values, and how they are made.
//!
//! Start reading at [`slide`], then [`making`]: it builds and grades the answers that slides
//! show. [`step_slides`] and `database_slides` turn what was found into slides.

pub(super) mod making;
pub(super) mod slide;
pub(super) mod step_slides;

mod database_slides;

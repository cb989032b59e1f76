//! TODO

pub mod company;
pub mod crates;
pub mod patch;

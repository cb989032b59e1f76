//! TODO

pub mod args;
pub mod examples;
pub mod outputs;
pub mod program;

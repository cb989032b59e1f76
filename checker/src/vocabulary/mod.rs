//! Floor 0: the course's words, without input or output.

pub mod course;
pub mod error;
pub mod event;
pub mod exit_code;
pub mod finding;
pub mod grade;
pub mod inspection;
pub mod notes;
pub mod occasion;
pub mod outcome;
pub mod presentation;
pub mod sandbox;
pub mod soak;
pub mod submission;
pub mod text;

//! Floor 1: functions from values to values.

pub mod comparison;
pub mod contents;
pub mod diagnosis;
pub mod diagram;
pub mod document;
pub mod grading;
pub mod layout;
pub mod recognition;
pub mod schema;
pub mod selection;
pub mod text;

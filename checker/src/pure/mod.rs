//! Floor 1: functions from values to values.

pub mod comparison;
pub mod diagnosis;
pub mod document;
pub mod focus;
pub mod grading;
pub mod recognition;
pub mod schema;
pub mod selection;
pub mod watching;

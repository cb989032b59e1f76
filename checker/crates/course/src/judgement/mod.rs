//! From what was observed to points and a sentence: functions from values to values.

pub mod comparison;
pub mod diagnosis;
pub mod grading;
pub mod recognition;

//! Floor 1: functions from values to values.

pub mod browser;
pub mod comparison;
pub mod contents;
pub mod diagnosis;
pub mod diagram;
pub mod disguise;
pub mod document;
pub mod focus;
pub mod grading;
pub mod highlight;
pub mod layout;
pub mod recognition;
pub mod schema;
pub mod section;
pub mod selection;
pub mod submission;
pub mod text;
pub mod timestamp;
pub mod version;
pub mod watching;

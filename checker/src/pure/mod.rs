//! Floor 1: functions from values to values.

pub mod browser;
pub mod comparison;
pub mod contents;
pub mod deck;
pub mod diagnosis;
pub mod diagram;
pub mod document;
pub mod faults;
pub mod focus;
pub mod grading;
pub mod highlight;
pub mod layout;
pub mod notes;
pub mod patch;
pub mod recognition;
pub mod reflow;
pub mod schema;
pub mod section;
pub mod selection;
pub mod slides;
pub mod submission;
pub mod talk;
pub mod text;
pub mod timestamp;
pub mod version;
pub mod watching;

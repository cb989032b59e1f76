//! TODO

pub mod catalogue;
pub mod comparison;
pub mod confinement;
pub mod diagnosis;
pub mod differences;
pub mod document;
pub mod error;
pub mod event;
pub mod exit_code;
pub mod expected;
pub mod feedback;
pub mod given;
pub mod grade;
pub mod grading;
pub mod lesson;
pub mod lesson_files;
pub mod markdown;
pub mod mistake_file;
pub mod outcome;
mod prose;
pub mod readme;
pub mod recognition;
pub mod record;
pub mod samples;
pub mod selection;
pub mod step_text;
pub mod submission;

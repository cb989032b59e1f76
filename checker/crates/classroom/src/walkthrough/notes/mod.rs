//! What a speaker says to a class, and which minute is for what.
//!
//! Start reading at [`speaker_notes`]; [`load`] reads them from `solutions/NN-name/NOTES.md`,
//! and [`timetable`] makes a plan of them.

pub(super) mod list_view;
pub(super) mod load;
pub(super) mod speaker_notes;
pub(super) mod timetable;
pub(super) mod timing_view;

mod parse;
mod timetable_view;

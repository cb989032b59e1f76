//! Slides for people: on a terminal, one below the other, as a handout; what is said
//! about them, and what is wrong with them.

mod code;
mod faults;
mod frame;
pub(crate) mod handout;
mod jump;
mod notes;
mod pages;
mod parts;
mod plain;
mod plan;
mod timing;
mod trial;

pub(crate) use faults::{of_pages, write as write_faults};
pub(crate) use frame::{Clock, Seen, keys, screen};
pub(crate) use jump::{rows as jump_rows, rows_on as jump_rows_on, screen as jump_screen};
pub(crate) use notes::{follow, screen as notes_screen, write as write_notes};
pub(crate) use pages::{Size, pages};
pub(crate) use plain::write;
pub(crate) use timing::write as write_timing;
pub(crate) use trial::{Trying, screen as trial_screen};

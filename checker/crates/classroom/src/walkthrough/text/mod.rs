//! Slides as lines of text, never more than 80 columns and 24 lines: on a terminal, in a
//! pager, in a file.
//!
//! Start reading at [`pages`]: a slide becomes lines (`parts`, `code`), and those become
//! pages.

pub(super) mod frame;
pub(super) mod pages;
pub(super) mod parts;
pub(super) mod plain;
pub(super) mod size;

mod code;
mod line;

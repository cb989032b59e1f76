//! A copy of the code of a slide to play with: it is graded at each save, and thrown away in
//! the end.
//!
//! Start reading at [`play`]; `copy` makes and grades the copy, `view` draws the screen.

pub(super) mod play;

mod copy;
mod view;

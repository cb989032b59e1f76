//! The slides on a whole terminal, and their notes in a second one.
//!
//! Start reading at `presenter`: it draws what `state` says and does what a key asks for.
//! `broadcast` tells `follower`, in another process, which slide is shown.

pub(super) mod follower;
pub(super) mod presenter;

mod broadcast;
mod jump;
mod notes_screen;
mod position;
mod slide_screen;
mod state;

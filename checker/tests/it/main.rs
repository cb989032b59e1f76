//! The checker against broken and hostile code: what a student reads, which
//! exit code a script gets, and that nothing else is lost.
//!
//! Each test runs the real program on a small course of its own, made of the
//! solution of lesson 1 with some step files replaced by those in `fixtures/`.

mod command_line;
mod compiling;
mod course_root;
mod databases;
mod endings;
mod environment;
mod floods;
mod forgery;
mod json;
mod manifests;
mod printing;
mod run;
mod servers;
#[cfg(unix)]
mod terminal;
mod tools;
#[cfg(unix)]
mod watch;

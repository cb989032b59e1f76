//! The checker as a student uses it, on code that is wrong, broken or hostile: what they
//! read, which exit code a script gets, and that the other steps keep their points.
//!
//! Each test runs the real program on a small course of its own: the solution of lesson 1,
//! with some step files replaced by those in `fixtures/`, and a lesson 2 of one step.

#[cfg(unix)]
mod at_a_terminal;
mod command_line;
mod compiling;
mod completions;
mod databases;
mod doctor;
#[cfg(unix)]
mod door;
mod endings;
mod environment;
mod floods;
mod forgery;
mod formats;
mod help;
mod inspect;
mod inspect_view;
mod json;
mod list;
mod manifests;
mod printing;
mod reset;
mod seeds;
mod servers;
mod show;
mod solution;
mod tools;
mod untouched;
#[cfg(unix)]
mod watch;

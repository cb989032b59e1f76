//! The checker against broken and hostile code: what a student reads, which
//! exit code a script gets, and that nothing else is lost.
//!
//! Each test runs the real program on a small course of its own, made of the
//! solution of lesson 1 with some step files replaced by those in `fixtures/`.

#[cfg(unix)]
mod at_a_terminal;
mod browser;
mod command_line;
mod compiling;
mod databases;
mod doctor;
mod endings;
mod environment;
mod floods;
mod forgery;
mod formats;
mod html;
mod inspect_command;
mod inspecting;
mod json;
mod listing;
mod manifests;
mod printing;
mod reset;
mod seeds;
mod servers;
mod tasks;
mod tools;
#[cfg(unix)]
mod watch;

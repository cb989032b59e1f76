//! Grades the lessons of the course. The database is the judge.
//!
//! The floors of this crate, each using only lower ones (`src/floors.rs`
//! holds them to it): [`vocabulary`], [`pure`], [`hands`], [`pipeline`],
//! [`report`], [`command`]. ARCHITECTURE.md tells the whole story.

pub mod command;
pub mod hands;
pub mod pipeline;
pub mod pure;
pub mod report;
pub mod vocabulary;

#[cfg(test)]
mod floors;
#[cfg(test)]
mod samples;

//! Given: the crate's front door. Each step is a module of its own, and most of them have a
//! function `ddl`: the statement that makes the step's table.
//!
//! Lesson 2 of "Persistent Rust": a struct is a table. The structs are in [`model`]; the tables
//! are yours. `README.md` tells the story.

pub mod books;
pub mod contact;
pub mod email;
pub mod limits;
pub mod model;
pub mod users;

// These two say more about the structs of `model`, and have no names of their own.
mod repr;
mod row;

//! The teachers' program: what it grades, and what it shows a class.

mod browser;
mod grade;
mod pages;
mod walkthrough;

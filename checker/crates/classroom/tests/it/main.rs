//! The teachers' program: its command line, what it grades, and what it shows a class.

mod browser;
mod class;
mod class_page;
mod doctor;
mod engines;
mod grade;
mod help;
mod machine;
mod nothing;
mod pages;
mod report;
mod update;
mod walkthrough;

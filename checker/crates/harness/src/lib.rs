//! From a crate to a run: a generated workspace, cargo, processes with limits, and what can be
//! seen of them from outside.
//!
//! Read [`pipeline`] first: it grades lessons, and calls everything else in the order in which
//! things happen.
//!
//! 1. [`workspace`] generates a workspace with a program for each [`workspace::Subject`], the
//!    crate that is graded; with a seed, [`seeding`] rewrites its step files.
//! 2. [`build`] compiles it with [`cargo`], and finds out whom an error concerns.
//! 3. [`step_run`] runs a step in a process of its own with a [`scratch`] folder, reads its
//!    report, and looks at the files and databases that it left. [`servers`] has the database
//!    servers that some steps need. [`reaper`] ends whatever outlives its step.
//! 4. [`inspection`] keeps what the last run left, for a person to look into; it is never graded.
//!
//! Where code is not trusted, [`room`] and [`whereabouts`] tell whether somebody else was in the way.
//!
//! [`schema`] is the canonical text of tables; [`student_files`] notices a save, [`build_folder`]
//! makes a target folder, [`cancel`] ends a run that nobody waits for.
//!
//! Code is started by a [`launcher::Launcher`]. The plain one is here; whoever does not trust the
//! code passes another. This crate knows no screen and prints nothing: what happens is reported
//! as events. It knows neither submissions nor sandboxes.

pub mod build;
pub mod build_folder;
pub mod cancel;
pub mod cargo;
pub mod cargo_lock;
mod cargo_message;
pub mod deadline;
pub mod inspection;
pub mod launcher;
mod looks;
mod names;
pub mod pipeline;
mod process;
pub mod random;
pub mod reaper;
pub mod room;
pub mod samples;
pub mod schema;
pub mod scratch;
pub mod seeding;
pub mod servers;
pub mod stable_hash;
pub mod step_run;
pub mod student_files;
mod untrusted_database;
pub mod versions;
pub mod whereabouts;
pub mod workspace;

pub use random::unguessable;

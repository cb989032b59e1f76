//! What the last run of a step left, for a person to look into: databases, statements, plans.
//! Nothing here is ever graded.
//!
//! [`store`] keeps a [`LastRun`] on disk. [`open`] gives access to one of its databases: to its
//! [`Contents`], to the results of queries, and to query plans.

mod database;
mod last_run;
mod origin;
mod statements;
pub mod store;
mod tables;

pub use database::{OpenDatabase, open};
pub use last_run::{
    FailedOn, Kept, KeptDatabase, LastRun, OmittedDatabase, Statement, main_database,
};
pub use origin::of_grader;
pub use statements::{Repeated, StatementSummary, repeated, summarised};
pub use tables::{Cell, Contents, Grid, Note, TableContents};

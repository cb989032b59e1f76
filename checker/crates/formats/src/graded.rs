//! What every format is a function of.

use crate::run_metadata::RunMetadata;
use course::grade::Grade;
use std::collections::BTreeMap;
use terminal::diagram::Diagram;

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Graded<'a> {
    /// The result of the run.
    pub grade: &'a Grade<'a>,
    /// The schema that a step left, by the step's name, such as `models/users`.
    pub diagrams: &'a BTreeMap<String, Diagram>,
    /// When it was, and whose code it is.
    pub run_metadata: &'a RunMetadata,
    /// How to set what a person reads.
    pub style: terminal::Style<'a>,
}

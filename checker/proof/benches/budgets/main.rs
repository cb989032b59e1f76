//! `cargo bench -p proof`: what the course costs, beside its budgets. Times are medians, and
//! ratios to a floor of the same run: what the same work costs at least on this machine, or
//! what rustlings takes. Nothing fails: it tells.
//!
//! `-- NAME …` chooses measures, `-- --long` adds those that take many minutes. With the path
//! of rustlings in `RUSTLINGS`, that is measured, too.
//!
//! Everything is measured in copies of the working tree in temporary folders, with target
//! folders of their own, as a student has it.

mod batch;
mod command;
mod course_copy;
mod floor;
mod measures;
mod rustlings;
mod table;

use course_copy::CourseCopy;
use floor::Floor;
use rustlings::Rustlings;
use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::thread;
use std::time::SystemTime;
use table::Row;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is measured with.
struct Bench {
    course: CourseCopy,
    floor: Floor,
    /// Or else why there is none.
    rustlings: std::result::Result<Rustlings, String>,
}

type Measure = fn(&Bench) -> Result<Vec<Row>>;

/// By name, in their order.
const MEASURES: [(&str, Measure); 9] = [
    ("first", measures::first),
    ("diary", measures::diary),
    ("stubs", measures::stubs),
    ("solved", measures::solved),
    ("edit", measures::edit),
    ("watch", measures::watch),
    ("class", measures::class),
    ("flood", measures::flood),
    ("drivers", measures::drivers),
];

/// Those that are only measured on request.
const LONG: [(&str, Measure); 4] = [
    ("batch", batch::batch),
    ("tests", measures::tests),
    ("proof", measures::proof),
    ("gate", measures::gate),
];

fn main() -> Result<()> {
    // cargo passes `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let is_long = arguments.iter().any(|it| it == "--long");
    let names: Vec<&String> = arguments.iter().filter(|it| *it != "--long").collect();
    let is_named = |name: &str| names.iter().any(|it| *it == name);
    let usual = MEASURES
        .iter()
        .filter(|(name, _)| is_named(name) || names.is_empty());
    let long = LONG.iter().filter(|(name, _)| is_named(name) || is_long);

    let course = CourseCopy::new()?;
    let bench = Bench {
        floor: Floor::new(&course.manifest()?)?,
        rustlings: Rustlings::here().map_err(|why| why.to_string()),
        course,
    };
    let mut out = io::stdout();
    writeln!(out, "{}", when_and_where()?)?;
    writeln!(out, "{}", Row::head())?;
    for (name, measure) in usual.chain(long) {
        match measure(&bench) {
            Ok(rows) => rows.iter().try_for_each(|row| writeln!(out, "{row}"))?,
            Err(why) => writeln!(out, "{}", Row::not_measured(name, Some(why.to_string())))?,
        }
    }
    Ok(())
}

/// What a table says nothing without.
fn when_and_where() -> Result<String> {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let date = now.split('T').next().unwrap_or_default();
    let cores = thread::available_parallelism()?;
    Ok(format!("{date}, a machine with {cores} cores"))
}

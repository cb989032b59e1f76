//! `cargo bench -p proof`: what the checker costs, as ratios to floors: what the same work
//! costs at least, on this machine, in the same run.
//!
//! Everything is measured in a copy of the working tree in a temporary folder, with a target
//! folder of its own, as a student has it. It takes a few minutes, most of them for the two
//! builds from scratch.

mod course_copy;
mod table;

use course_copy::{CourseCopy, peak_memory, seconds_of};
use std::error::Error;
use std::process::Command;
use std::time::Instant;
use table::Row;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How often quick things are measured; the median counts.
const ROUNDS: usize = 15;

fn main() -> Result<()> {
    let copy = CourseCopy::new()?;
    let mut rows = vec![cold(&copy)?];
    copy.solve()?;
    rows.push(unchanged(&copy)?);
    let target = copy.target_mib()?;
    rows.extend(edit(&copy)?);
    rows.push(watch(&copy)?);
    rows.push(memory(&copy)?);
    rows.push(Row::limit("target/ after a full run", target, "MiB", 700.0));
    Ok(table::write(&mut std::io::stdout(), &rows)?)
}

/// From a clone to the first verdict, without downloads. The floor is compiling what every
/// lesson needs: SQLite, rusqlite and refinery.
fn cold(copy: &CourseCopy) -> Result<Row> {
    let floor_crate = copy.floor_crate()?;
    copy.cargo(&["fetch", "--locked"]).output()?;
    let floor = seconds_of(Command::new("cargo").arg("build").current_dir(floor_crate))?;
    let measured = seconds_of(&mut copy.cargo(&["run", "-p", "checker"]))?;
    Ok(Row::ratio(
        "fresh clone → first verdict",
        vec![measured],
        vec![floor],
        3.0,
    ))
}

/// `cargo run -p checker` when nothing has changed. The floor is two calls of cargo with
/// nothing to do, and one start of a program per step.
fn unchanged(copy: &CourseCopy) -> Result<Row> {
    let mut check = copy.cargo(&["run", "-q", "-p", "checker"]);
    seconds_of(&mut check)?;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        measured.push(seconds_of(&mut check)?);
        let mut floor = seconds_of(&mut copy.cargo(&["build", "-q", "-p", "checker"]))?;
        floor += seconds_of(&mut copy.build_lessons())?;
        for _ in 0..copy.steps()? {
            floor += seconds_of(&mut Command::new(copy.program()?))?;
        }
        floors.push(floor);
    }
    Ok(Row::ratio("everything unchanged", measured, floors, 1.5))
}

/// One edit in one lesson: with the checker that is built already, and with `cargo run`. The
/// floor is building the program of that lesson.
fn edit(copy: &CourseCopy) -> Result<[Row; 2]> {
    let (mut direct, mut by_cargo, mut floors) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        copy.edit(round * 3)?;
        floors.push(seconds_of(&mut copy.build_lessons())?);
        copy.edit(round * 3 + 1)?;
        direct.push(seconds_of(&mut copy.checker(&["config"]))?);
        copy.edit(round * 3 + 2)?;
        by_cargo.push(seconds_of(
            &mut copy.cargo(&["run", "-q", "-p", "checker", "config"]),
        )?);
    }
    Ok([
        Row::ratio("one edit → verdict (checker)", direct, floors.clone(), 1.25),
        Row::ratio(
            "one edit → verdict (cargo run)",
            by_cargo,
            floors,
            f64::INFINITY,
        ),
    ])
}

/// From a save to the verdict of a watch. The floor is building the program of that lesson.
fn watch(copy: &CourseCopy) -> Result<Row> {
    /// The seconds that a watch may take longer.
    const MORE: f64 = 0.15;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    let mut watch = copy.watch()?;
    for round in 0..ROUNDS {
        let start = Instant::now();
        copy.edit(1000 + round)?;
        watch.verdict()?;
        measured.push(start.elapsed().as_secs_f64());
        // The watch has its own target folder: here the build is still to do.
        floors.push(seconds_of(&mut copy.build_lessons())?);
    }
    Ok(Row::beyond("watch: save → verdict", measured, floors, MORE))
}

/// The checker's own memory while a student's code floods standard output.
fn memory(copy: &CourseCopy) -> Result<Row> {
    copy.flood()?;
    let peak = peak_memory(&mut copy.checker(&["config"]))?;
    Ok(Row::limit("peak memory during a flood", peak, "MiB", 64.0))
}

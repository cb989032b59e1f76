//! What is measured. A measure brings the copy of the course into the state that it needs, so
//! each can be chosen alone; one after another they do nothing twice.

use crate::Bench;
use crate::Result;
use crate::command::{checked, peak_memory, seconds_of};
use crate::course_copy::CourseCopy;
use crate::table::Row;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

/// Names with versions, and what cargo wrote about them.
type Crates = BTreeSet<(String, PathBuf)>;

/// How often quick things are measured; the median counts.
const ROUNDS: usize = 15;

/// How often things are measured that take seconds.
const FEW: usize = 5;

/// How often a build from nothing is measured.
const COLD: usize = 3;

/// From a clone to the first verdict, without downloads.
pub(crate) fn first(bench: &Bench) -> Result<Vec<Row>> {
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..COLD {
        bench.course.clean()?;
        floors.push(bench.floor.seconds()?);
        measured.push(seconds_of(&mut bench.course.cargo_run(&[]))?);
    }
    let what = "fresh clone → first verdict";
    Ok(vec![Row::ratio(what, measured, floors, 2.2)])
}

/// What a student waits for on the way through the course: the first verdict on a fresh clone, and
/// each lesson's first one when it is solved.
pub(crate) fn diary(_: &Bench) -> Result<Vec<Row>> {
    let course = CourseCopy::new()?;
    let first = seconds_of(&mut course.cargo_run(&[]))?;
    let mut rows = vec![Row::seconds("diary: fresh clone", vec![first])];
    for lesson in course.lessons()? {
        course.solve_lesson(&lesson)?;
        let (number, name) = lesson.split_once('-').ok_or("no number")?;
        let seconds = seconds_of(&mut course.checker(&[name]))?;
        if ["01", "02", "05", "10"].contains(&number) {
            let what = format!("diary: lesson {number} for the first time");
            rows.push(Row::seconds(&what, vec![seconds]));
        }
    }
    Ok(rows)
}

/// The course as it is given, when nothing has changed. The floor is one lesson alone. rustlings is
/// not beside it: it compiles what nobody has begun, and that is no ratio.
pub(crate) fn stubs(_: &Bench) -> Result<Vec<Row>> {
    let course = CourseCopy::new()?;
    seconds_of(&mut course.cargo_run(&[]))?;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        measured.push(seconds_of(&mut course.checker(&[]))?);
        floors.push(seconds_of(&mut course.checker(&["config"]))?);
    }
    let what = "stubs, unchanged (floor: one lesson)";
    Ok(vec![Row::ratio(what, measured, floors, 1.5)])
}

/// Everything solved, when nothing has changed. The floor is what must be: cargo has nothing
/// to do, and a program is started for each step.
pub(crate) fn solved(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    seconds_of(&mut course.cargo_run(&[]))?;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..FEW {
        measured.push(seconds_of(&mut course.checker(&[]))?);
        let mut floor = seconds_of(&mut course.build_programs(&[])?)?;
        for program in &mut course.programs()? {
            floor += seconds_of(program)?;
        }
        floors.push(floor);
    }
    let steps = count(course.steps()?)?;
    let per_step = measured.iter().map(|seconds| seconds / steps).collect();
    let what = "a step of these (rustlings: an exercise)";
    Ok(vec![
        Row::within("all steps solved, unchanged", measured.clone(), 1.5),
        Row::ratio("the same (floor: cargo, starts)", measured, floors, 1.5),
        match &bench.rustlings {
            Ok(rustlings) => {
                let exercises = count(rustlings.solve()?)?;
                rustlings.check_all()?;
                let theirs = rounds(COLD, |_| Ok(rustlings.check_all()? / exercises))?;
                Row::ratio(what, per_step, theirs, 0.125)
            }
            Err(why) => no_rustlings(what, why),
        },
    ])
}

/// One edit in the first lesson, with the checker that is built already and with `cargo run`.
/// The floor is building the program of that lesson.
pub(crate) fn edit(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    seconds_of(&mut course.cargo_run(&["config"]))?;
    let (mut direct, mut by_cargo, mut floors) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        course.edit(round * 3)?;
        floors.push(checked(&mut course.build_programs(&["config"])?)?);
        course.edit(round * 3 + 1)?;
        direct.push(seconds_of(&mut course.checker(&["config"]))?);
        course.edit(round * 3 + 2)?;
        by_cargo.push(seconds_of(&mut course.cargo_run(&["config"]))?);
    }
    let what = "edit → verdict (rustlings: edit → pass)";
    Ok(vec![
        Row::ratio(
            "edit → verdict (floor: its build)",
            direct.clone(),
            floors,
            1.15,
        ),
        Row::seconds("the same by `cargo run`", by_cargo),
        match &bench.rustlings {
            Ok(rustlings) => {
                rustlings.solve()?;
                rustlings.leave_one()?;
                let theirs = rounds(ROUNDS, |round| rustlings.edit(round))?;
                Row::ratio(what, direct, theirs, 1.0)
            }
            Err(why) => no_rustlings(what, why),
        },
    ])
}

/// From a save to the verdict of a watch. The floor is building the program of that lesson.
pub(crate) fn watch(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    seconds_of(&mut course.cargo_run(&["config"]))?;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    let mut watch = course.watch()?;
    for round in 0..ROUNDS {
        let start = Instant::now();
        course.edit(1000 + round)?;
        watch.verdict()?;
        measured.push(start.elapsed().as_secs_f64());
        // The watch has its own target folder: here the build is still to do.
        floors.push(checked(&mut course.build_programs(&["config"])?)?);
    }
    let what = "watch: save → verdict (floor: its build)";
    Ok(vec![Row::beyond(what, measured, floors, 0.1)])
}

/// The first run of the solutions of all lessons, the first run of lesson 10 with servers
/// after that, and what is in `target/` then.
pub(crate) fn drivers(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.clean()?;
    course.solve()?;
    checked(&mut course.cargo(&["build", "-p", "checker"]))?;
    let all = seconds_of(&mut course.checker(&[]))?;
    let without = course.target_mib()?;
    let before = course.crates()?;
    let checker = course.path("target/debug/checker");
    let mut urls = course.command(&checker.to_string_lossy(), &["urls"]);
    let with = seconds_of(&mut urls)?;
    let after = course.crates()?;
    let again = compiled_again(&before, &after);
    let crates = count(again.len())?;
    let what = "lesson 10, servers: compiled again";
    Ok(vec![
        Row::seconds("first run, all solved, no servers", vec![all]),
        Row::limit("target/ after that", without, "MiB", 700.0),
        Row::seconds("first run of lesson 10 with servers", vec![with]),
        // Drivers are features of refinery and its core: docs/decisions/0052.
        Row::limit(what, crates, "crates", 0.0).note(again.join(", ")),
        Row::limit("target/ after that", course.target_mib()?, "MiB", 700.0),
    ])
}

/// The crates that are there in one more variant than before.
fn compiled_again(before: &Crates, after: &Crates) -> Vec<String> {
    let known: BTreeSet<&String> = before.iter().map(|(name, _)| name).collect();
    let new = after.difference(before).map(|(name, _)| name);
    new.filter(|name| known.contains(name)).cloned().collect()
}

/// A submission of a class, after the first. The floor is compiling and linking its lessons without
/// what was compiled for another submission, and one run of its steps.
pub(crate) fn class(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    checked(&mut course.cargo(&["build", "-p", "checker", "-p", "classroom"]))?;
    let submission = CourseCopy::new()?;
    submission.solve()?;
    let folder = submission.path("lessons").to_string_lossy().into_owned();
    let grade = ["grade", "--submission", &*folder];
    let what = "one more submission (floor: build, run)";
    // Not every machine can lock up what was handed in.
    if let Err(why) = checked(&mut course.checker(&grade)) {
        return Ok(vec![Row::not_measured(what, Some(why.to_string()))]);
    }
    seconds_of(course.checker(&[]).env("CARGO_INCREMENTAL", "0"))?;
    let (mut measured, mut floors) = (Vec::new(), Vec::new());
    for round in 0..FEW {
        submission.edit_all(round)?;
        measured.push(checked(&mut course.checker(&grade))?);
        course.forget_programs()?;
        let [mut build, mut run] = [course.build_programs(&[])?, course.checker(&[])];
        // What the one has built, the other has to find.
        let [build, run] = [&mut build, &mut run].map(|it| it.env("CARGO_INCREMENTAL", "0"));
        floors.push(checked(build)? + seconds_of(run)?);
    }
    Ok(vec![Row::ratio(what, measured, floors, 1.3)])
}

/// The checker's own memory while a student's code floods standard output.
pub(crate) fn flood(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    seconds_of(&mut course.cargo_run(&["config"]))?;
    course.flood()?;
    let peak = peak_memory(&mut course.checker(&["config"]))?;
    course.solve()?;
    let what = "memory of the checker in a flood";
    Ok(vec![Row::limit(what, peak, "MiB", 64.0)])
}

/// All tests on a fresh clone.
pub(crate) fn tests(bench: &Bench) -> Result<Vec<Row>> {
    long(bench, "`cargo test`", "cargo", &["test", "--locked"], 15.0)
}

/// The whole proof on a fresh clone.
pub(crate) fn proof(bench: &Bench) -> Result<Vec<Row>> {
    let arguments = ["test", "--locked", "--", "--include-ignored"];
    long(bench, "the whole proof", "cargo", &arguments, 30.0)
}

/// The gate on a fresh clone.
pub(crate) fn gate(bench: &Bench) -> Result<Vec<Row>> {
    long(bench, "`.ci/run`", ".ci/run", &[], 40.0)
}

/// Something that takes minutes, on a fresh clone.
fn long(
    bench: &Bench,
    what: &str,
    program: &str,
    arguments: &[&str],
    budget: f64,
) -> Result<Vec<Row>> {
    let floor = bench.floor.seconds()?;
    let course = CourseCopy::new()?;
    course.commit()?;
    let start = Instant::now();
    let done = checked(&mut course.command(program, arguments));
    let measured = start.elapsed().as_secs_f64();
    let row = Row::ratio(what, vec![measured], vec![floor], budget);
    Ok(vec![match done {
        Ok(_) => row,
        Err(why) => row.note(why.to_string()),
    }])
}

fn no_rustlings(what: &str, why: &str) -> Row {
    Row::not_measured(what, Some(why.to_owned()))
}

/// Measures several times.
fn rounds(count: usize, measure: impl FnMut(usize) -> Result<f64>) -> Result<Vec<f64>> {
    (0..count).map(measure).collect()
}

fn count(number: usize) -> Result<f64> {
    Ok(f64::from(u32::try_from(number)?))
}

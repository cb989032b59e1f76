//! `checker reset NAME`: begin a lesson or a step anew.

pub(crate) mod backup;
pub(crate) mod view;

use crate::step;
use backup::Plan;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::selection::{self, Wanted};
use std::io::{self, IsTerminal};
use view::{Fate, Line};

pub(super) fn run(name: &str, yes: bool) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let Target { name, plan, also } = target(&course, name)?;
    let changes = &plan.changes;
    if changes.is_empty() {
        terminal::print(|out| view::write_nothing(out, &name, &plan.strangers))?;
        return Ok(ExitCode::AllPoints);
    }
    let can_ask = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !yes && !can_ask {
        return Err(Error::Usage(format!(
            "reset asks before it changes files, and there is no terminal to ask on; to agree \
             beforehand: cargo run -p checker -- reset {name} --yes"
        )));
    }
    terminal::print(|out| view::write_plan(out, &name, &lines(&plan), &also, terminal::size().0))?;
    if !yes && !agreed()? {
        terminal::print(view::write_left)?;
        return Ok(ExitCode::AllPoints);
    }
    let kept = backup::keep(&course.root, changes)?;
    let done = backup::put_back(&course.root, changes);
    if let (Err(_), Some(kept)) = (&done, &kept) {
        terminal::print(|out| view::write_kept(out, kept))?;
    }
    done?;
    terminal::print(|out| {
        view::write_done(
            out,
            (&name, changes.len()),
            kept.as_deref(),
            &plan.strangers,
        )
    })?;
    Ok(ExitCode::AllPoints)
}

/// What is to begin anew.
struct Target {
    name: String,
    plan: Plan,
    /// Other steps that are answered in the same file.
    also: Vec<String>,
}

fn target(course: &Course, name: &str) -> Result<Target, Error> {
    let wanted = selection::select(course, &[name.to_owned()])?;
    let [Wanted { lesson, steps }] = &wanted[..] else {
        return Err(Error::Usage(format!("`{name}` is not one lesson or step")));
    };
    if selection::names_whole_lesson(name) {
        return Ok(Target {
            name: lesson.id.clone(),
            plan: backup::plan_lesson(course, lesson)?,
            also: Vec::new(),
        });
    }
    let step = steps[0];
    let mut others = step::sharing_file(lesson, step);
    others.retain(|other| other.id != step.id);
    Ok(Target {
        name: lesson.name_of(step),
        plan: backup::plan_step(course, lesson, step)?,
        also: others.iter().map(|other| lesson.name_of(other)).collect(),
    })
}

fn lines(plan: &Plan) -> Vec<Line> {
    let line = |change: &backup::Change| Line {
        path: change.path.clone(),
        fate: match (&change.now, &change.given) {
            (_, None) => Fate::Removed,
            (None, _) => Fate::Restored,
            _ => Fate::PutBack,
        },
    };
    plan.changes.iter().map(line).collect()
}

/// Asks on the terminal. The end of input is no.
fn agreed() -> Result<bool, Error> {
    terminal::print(|out| view::write_question(out))?;
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(Error::while_doing("read your answer"))?;
    Ok(["yes", "y"].contains(&answer.trim().to_lowercase().as_str()))
}

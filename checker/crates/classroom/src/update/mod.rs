//! `update FROM`: takes in a newer course. What belongs to the student stays: a file is replaced only if it
//! is the course's, or as the course gave it.
//!
//! `newer` reads the newer course, `plan` compares it with this one, `kept` keeps a copy of what will
//! change, and can put it back.

mod kept;
mod newer;
mod plan;

use cli::args::UpdateArgs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use newer::NewerCourse;
use plan::{Change, Plan};
use std::io::{self, Write};
use std::path::Path;
use terminal::words::{BOLD, DIM, paint, plural};

/// Changes that are named; of more, only the number.
const NAMED: usize = 20;

pub(super) fn run(args: &UpdateArgs) -> Result<ExitCode, Error> {
    let root = catalogue::root_here()?;
    let Some(from) = &args.from else {
        return undo(&root);
    };
    // An update that was interrupted has left a course that may be half of each.
    if let Some(folder) = kept::interrupted(&root)? {
        kept::put_back(&root, &folder)?;
        anstream::println!("the update before was interrupted; it is taken back first");
    }
    let course = catalogue::read(&root)?;
    let here = std::env::current_dir().map_err(Error::while_doing("find the current folder"))?;
    let newer = NewerCourse::read(from, &here)?;
    let plan = Plan::make(&course, &newer)?;
    if plan.changes.is_empty() {
        terminal::print(|out| write_conflicts(out, &plan))?;
        anstream::println!("this is the newest course already; nothing has changed");
        return Ok(ExitCode::AllPoints);
    }
    let folder = kept::keep(&root, &plan)?;
    kept::make(&root, &folder, &plan.changes)?;
    terminal::print(|out| {
        write_conflicts(out, &plan)?;
        write_changes(out, &plan.changes)?;
        let folder = folder.display();
        writeln!(
            out,
            "A copy of all that was there is in {folder}; `update --undo` puts it back."
        )
    })?;
    Ok(ExitCode::AllPoints)
}

fn undo(root: &Path) -> Result<ExitCode, Error> {
    let folder = kept::newest(root)?
        .ok_or_else(|| Error::Usage("there is no update to put back".to_owned()))?;
    let left = kept::put_back(root, &folder)?;
    for path in &left {
        anstream::println!("{} was changed after the update, and stays", path.display());
    }
    let rest = if left.is_empty() {
        String::new()
    } else {
        format!(
            ", except for that; a copy of what was replaced is in {}",
            folder.display()
        )
    };
    anstream::println!("the course is what it was before the update{rest}");
    Ok(ExitCode::AllPoints)
}

/// What the course gives otherwise now, or not any more, and the student has begun.
fn write_conflicts(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    for path in &plan.orphans {
        let path = path.display().to_string();
        writeln!(
            out,
            "{} is yours, and stays. The newer course does not look at it any more.\n",
            paint(BOLD, &path)
        )?;
    }
    for conflict in &plan.conflicts {
        let path = conflict.path.display();
        writeln!(
            out,
            "{} is yours, and stays. In the newer course it is different:",
            paint(BOLD, &path.to_string())
        )?;
        for line in conflict.difference.lines() {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_changes(out: &mut dyn Write, changes: &[Change]) -> io::Result<()> {
    for change in changes.iter().take(NAMED) {
        let what = match (&change.now, &change.new) {
            (None, _) => "new     ",
            (_, None) => "removed ",
            _ => "replaced",
        };
        writeln!(out, "  {} {}", paint(DIM, what), change.path.display())?;
    }
    let more = changes.len().saturating_sub(NAMED);
    if more > 0 {
        writeln!(out, "  and {} more", plural(more, "file"))?;
    }
    Ok(())
}

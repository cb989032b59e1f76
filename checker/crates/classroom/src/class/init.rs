//! `class init FOLDER`: makes a folder for a class.

use crate::class::args::InitArgs;
use crate::class::folder::{ClassFolder, ROSTER, SETTINGS, SUBMISSIONS};
use crate::output;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use harness::seeding;
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(super) fn run(args: &InitArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let folder = &args.folder;
    output::refuse_crates(folder, &course.root)?;
    if folder.join(SETTINGS).exists() {
        return Err(Error::Usage(format!(
            "{} is the folder of a class already; name a new one",
            folder.display()
        )));
    }
    let making = || Error::while_doing(format!("make {}", folder.display()));
    fs::create_dir_all(folder.join(SUBMISSIONS)).map_err(making())?;
    ClassFolder::new(folder.clone()).create_gradebook()?;
    for (name, text) in [
        // What people hand in, and their points, are in no repository of a course.
        (".gitignore", "*\n".to_owned()),
        (ROSTER, "login,name,email,section\n".to_owned()),
        // The last: what has it is a class.
        (SETTINGS, settings(&course, folder, args.title.as_deref())),
    ] {
        let file = folder.join(name);
        if !file.exists() {
            fs::write(file, text).map_err(making())?;
        }
    }
    anstream::println!(
        "{} is a class now. Next:\n  \
         1. write into {SETTINGS} when each lesson is due\n  \
         2. put the list of your class into {ROSTER}: your own, or an export of Canvas,\n     \
         Moodle, Classroom 50 or GitHub Classroom as it is\n  \
         3. cargo run -p checker -- class import",
        folder.display()
    );
    Ok(ExitCode::AllPoints)
}

/// The file with which a class begins.
fn settings(course: &Course, folder: &Path, title: Option<&str>) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let title = title.unwrap_or(&name);
    let time_zone = TimeZone::system();
    let mut text = format!(
        "\
title = {title}
time-zone = {time_zone:?}

# Draws the names and numbers that submissions are tried with. Keep it from your class.
seed = {seed}

[late]
# none: late work is reported, and has all its points
# per-day: each day that has begun costs a part of the points
# cut-off: late work has no points
policy = \"none\"
grace = \"15m\"
# For per-day: what each day that has begun costs, and after how many days there are no points at all
# (without `days`, there is no such end).
# percent-per-day = 10
# days = 5

# The lessons that count: delete the lines of others. When each is due, such as \"2027-01-10\" (the end of that day) or
# \"2027-01-10 18:00\"; \"\" is not known yet: until there is a date, whoever has not begun has no zero. Whoever gets
# more time is in the gradebook: `class extend`.
[lessons]
",
        title = toml::Value::from(title),
        time_zone = time_zone.iana_name().unwrap_or("UTC"),
        seed = seeding::new_seed(),
    );
    for lesson in &course.lessons {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{} = \"\"", lesson.id);
    }
    text
}

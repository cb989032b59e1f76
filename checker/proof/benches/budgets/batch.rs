//! What a whole class costs: a hundred people with lessons 1 to 4.

use crate::command::{checked, cost, seconds_of};
use crate::course_copy::{CourseCopy, copy_files, edit};
use crate::table::Row;
use crate::{Bench, Result};
use rusqlite::Connection;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const LESSONS: [&str; 4] = ["01-config", "02-models", "03-session", "04-relationships"];
const NAMES: [&str; 4] = ["config", "models", "session", "relationships"];

/// A hundred people who all handed in something else, the same work a hundred times, and a loop that
/// knows nothing of what people have in common.
pub(crate) fn batch(bench: &Bench) -> Result<Vec<Row>> {
    let course = &bench.course;
    course.solve()?;
    checked(&mut course.cargo(&["build", "-p", "checker", "-p", "classroom"]))?;
    let what = "each of 100 people (floor: build, run)";
    // What all have in common is compiled for the first, on whatever machine.
    if let Err(why) = Class::new(course, 1, 1)?.seconds() {
        return Ok(vec![Row::not_measured(what, Some(why.to_string()))]);
    }
    let few = Class::new(course, 10, 10)?;
    let few = cost(&mut few.grade())?;
    let all = Class::new(course, 100, 100)?;
    let all = cost(&mut all.grade())?;
    let floor = floor(course)?;
    let same = Class::new(course, 100, 1)?;
    let seconds_of_same = same.seconds()?;
    Ok(vec![
        Row::ratio(what, vec![all.seconds / 100.0], vec![floor], 1.3),
        Row::limit(
            "memory for 100 (budget: for 10, and a half)",
            all.peak_mib,
            "MiB",
            few.peak_mib * 1.5,
        ),
        Row::limit(
            "gradings of 100 with the same four lessons",
            same.gradings()?,
            "",
            4.0,
        ),
        Row::seconds("all of those", vec![seconds_of_same]),
        Row::seconds("each, by git clone and cargo test", naive(course)?),
    ])
}

/// Compiles, links and runs four lessons without what was compiled for anybody else.
fn floor(course: &CourseCopy) -> Result<f64> {
    seconds_of(course.checker(&NAMES).env("CARGO_INCREMENTAL", "0"))?;
    course.forget_programs()?;
    let mut build = course.build_programs(&NAMES)?;
    let build = checked(build.env("CARGO_INCREMENTAL", "0"))?;
    let mut run = course.checker(&NAMES);
    Ok(build + seconds_of(run.env("CARGO_INCREMENTAL", "0"))?)
}

/// Clones a repository for each, and has cargo test the four lessons there. That compiles them, and
/// grades nothing.
fn naive(course: &CourseCopy) -> Result<Vec<f64>> {
    let origin = CourseCopy::new()?;
    origin.commit()?;
    let clones = TempDir::new()?;
    let mut seconds = Vec::new();
    for number in 0..3 {
        let clone = clones.path().join(number.to_string());
        let from = origin.path("");
        let mut git = course.command("git", &["clone", "-q"]);
        let getting = checked(git.args([&from, &clone]))?;
        let mut test = course.cargo(&["test", "-q", "--locked"]);
        test.args(NAMES.iter().flat_map(|name| ["-p", name]));
        seconds.push(getting + checked(test.current_dir(&clone))?);
    }
    Ok(seconds)
}

/// A class, with everything that was handed in.
struct Class<'c> {
    course: &'c CourseCopy,
    folder: TempDir,
}

impl<'c> Class<'c> {
    /// So many people; `works` of them have handed in something of their own.
    fn new(course: &'c CourseCopy, people: usize, works: usize) -> Result<Self> {
        let folder = TempDir::new()?;
        let class = Self { course, folder };
        checked(&mut class.command(&["init", &class.path().to_string_lossy()]))?;
        let settings = class.path().join("class.toml");
        let text = fs::read_to_string(&settings)?;
        let (head, _) = text.split_once("[lessons]").ok_or("no lessons")?;
        let lessons = NAMES.map(|name| format!("{name} = \"\"")).join("\n");
        fs::write(&settings, format!("{head}[lessons]\n{lessons}\n"))?;
        let mut roster = vec!["login".to_owned()];
        for person in 0..people {
            class.hand_in(person, 1000 * people + person % works)?;
            roster.push(format!("person{person}"));
        }
        fs::write(class.path().join("roster.csv"), roster.join("\n"))?;
        checked(class.command(&["import", "--in"]).arg(class.path()))?;
        Ok(class)
    }

    fn hand_in(&self, person: usize, work: usize) -> Result<()> {
        let place = self
            .path()
            .join(format!("submissions/person{person}/lessons"));
        for lesson in LESSONS {
            let to = place.join(lesson).join("src");
            fs::create_dir_all(&to)?;
            copy_files(&self.course.path("solutions").join(lesson).join("src"), &to)?;
            // What is the course's own does not count.
            for file in fs::read_dir(&to)? {
                edit(&file?.path(), work)?;
            }
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = self.course.path("target/debug/classroom");
        self.course.command(
            &program.to_string_lossy(),
            &[&["class"], arguments].concat(),
        )
    }

    fn grade(&self) -> Command {
        let mut command = self.command(&["grade", "--in"]);
        command.arg(self.path());
        command
    }

    fn seconds(&self) -> Result<f64> {
        checked(&mut self.grade())
    }

    /// How many lessons were graded.
    fn gradings(&self) -> Result<f64> {
        let gradebook = Connection::open(self.path().join("gradebook.sqlite3"))?;
        let count = "SELECT count(*) FROM result";
        Ok(gradebook.query_row(count, [], |row| row.get(0))?)
    }
}

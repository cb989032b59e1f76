//! `class diff`: who gains and who loses, and why, before anybody is told.

use crate::class::args::DiffArgs;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::{Gradebook, LessonChange, StepChange, Told};
use crate::class::moment;
use crate::class::points;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use terminal::words::{DIM, GREEN, RED, paint, plural};

/// Where sentences begin.
const INDENT: usize = 6;

pub(super) fn run(folder: &ClassFolder, args: &DiffArgs) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
    let gradebook = folder.gradebook_to_read()?;
    if let [old, new] = &args.graders[..] {
        let steps = gradebook.steps_between(old, new)?;
        let since = format!("From grader {old} to grader {new}:");
        return print(&since, &steps, &[]);
    }
    let Some((publication, destination, at)) = gradebook.last_publication()? else {
        return Err(Error::Usage(
            "nothing is published yet, so nothing has changed since; `class publish` publishes"
                .to_owned(),
        ));
    };
    let at = moment::shown(&at, &settings.time_zone);
    let since = format!("Since {at}, when points went to {destination}:");
    let steps = gradebook.steps_changed_since(publication)?;
    let lessons = gradebook.lessons_changed_since(publication)?;
    print(&since, &steps, &lessons)
}

/// Steps with other points than were published last: how many people gain, and how many lose.
pub(super) fn summary(gradebook: &Gradebook) -> Result<Option<String>, Error> {
    let Some((publication, ..)) = gradebook.last_publication()? else {
        return Ok(None);
    };
    let lessons = gradebook.lessons_changed_since(publication)?;
    let people = by_person(&[], &lessons);
    Ok((!people.is_empty()).then(|| counted(&people)))
}

fn print(since: &str, steps: &[StepChange], lessons: &[LessonChange]) -> Result<ExitCode, Error> {
    terminal::print(|out| write(out, since, steps, lessons))?;
    Ok(ExitCode::AllPoints)
}

fn write(
    out: &mut dyn Write,
    since: &str,
    steps: &[StepChange],
    lessons: &[LessonChange],
) -> io::Result<()> {
    writeln!(out, "\n {since}")?;
    let people = by_person(steps, lessons);
    for login in people.keys() {
        writeln!(out, "\n {login}")?;
        for lesson in lessons.iter().filter(|it| it.login == **login) {
            write_lesson(out, lesson)?;
        }
        for step in steps.iter().filter(|it| it.login == **login) {
            write_step(out, step)?;
        }
    }
    writeln!(out, "\n {}", counted(&people))
}

/// By how many points everybody has more or less.
fn by_person<'c>(steps: &'c [StepChange], lessons: &'c [LessonChange]) -> BTreeMap<&'c str, f64> {
    let mut people: BTreeMap<&str, f64> = BTreeMap::new();
    for lesson in lessons {
        *people.entry(&lesson.login).or_default() += lesson.now - lesson.before;
    }
    let told: BTreeSet<&str> = people.keys().copied().collect();
    // Between two graders there are steps alone.
    for step in steps.iter().filter(|step| !told.contains(&*step.login)) {
        *people.entry(&step.login).or_default() += step.now - step.before;
    }
    people
}

fn counted(people: &BTreeMap<&str, f64>) -> String {
    let gain = people.values().filter(|change| **change > 0.0).count();
    let lose = people.values().filter(|change| **change < 0.0).count();
    if people.is_empty() {
        return "nothing has changed".to_owned();
    }
    let (gaining, losing) = (plural(gain, "person"), plural(lose, "person"));
    format!("{gaining} with more points, {losing} with less")
}

fn write_lesson(out: &mut dyn Write, lesson: &LessonChange) -> io::Result<()> {
    let change = change(lesson.before, lesson.now);
    let why = match lesson.penalty_percent {
        0 if lesson.was == lesson.is => String::new(),
        0 => format!(" ({}, was {})", lesson.is, lesson.was),
        percent => format!(" ({}, {percent} % lost)", lesson.is),
    };
    writeln!(out, "   {change}  {}{why}", lesson.lesson)
}

fn write_step(out: &mut dyn Write, step: &StepChange) -> io::Result<()> {
    let by = if step.is_decided {
        ", decided by hand"
    } else {
        ""
    };
    let points = change(step.before, step.now);
    writeln!(out, "   {points}  {}{by}", step.step)?;
    // Whoever has more points is not told any more what they were told.
    let (told, when) = if step.now < step.before {
        (&step.says, "")
    } else {
        (&step.said, ", not any more")
    };
    let Told {
        observation,
        sentence,
    } = told;
    if !sentence.is_empty() {
        let text = match &**observation {
            "" => sentence.clone(),
            observation => format!("[{observation}{when}] {sentence}"),
        };
        for line in terminal::paragraph(&text, INDENT, terminal::size().0) {
            writeln!(out, "{}", paint(DIM, &line))?;
        }
    }
    Ok(())
}

fn change(before: f64, now: f64) -> String {
    let colour = if now < before { RED } else { GREEN };
    let text = format!("{:>5} → {:<5}", points::text(before), points::text(now));
    paint(colour, &text)
}

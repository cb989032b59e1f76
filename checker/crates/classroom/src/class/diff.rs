//! `class diff`: who gains and who loses, and why, before anybody is told.

use crate::class::args::DiffArgs;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::{Gradebook, LessonChange, LessonState, Published, StepChange, Told};
use crate::class::moment;
use crate::class::points;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use terminal::words::{DIM, GREEN, RED, paint};

/// Where sentences begin.
const INDENT: usize = 6;

pub(super) fn run(folder: &ClassFolder, args: &DiffArgs) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
    let gradebook = folder.gradebook_to_read()?;
    if let [old, new] = &args.graders[..] {
        refuse_unknown(&gradebook, &[old, new])?;
        let steps = gradebook.steps_between(old, new)?;
        let since = format!("From grader {old} to grader {new}:");
        print(&since, &steps, &[])?;
        return Ok(ExitCode::AllPoints);
    }
    let Some((destination, at)) = gradebook.last_publication()? else {
        return Err(Error::Usage(
            "nothing is published yet, so nothing has changed since; `class publish` publishes"
                .to_owned(),
        ));
    };
    let at = moment::shown(&at, &settings.time_zone);
    // Not everybody was told something each time.
    let since = format!(
        "Since points were last published to each person (most recently on {at}, to {destination}):"
    );
    let steps = gradebook.steps_changed()?;
    let lessons = gradebook.lessons_changed()?;
    print(&since, &steps, &lessons)?;
    let mut waiting = gradebook.lessons()?;
    waiting.retain(LessonState::is_not_graded);
    if !waiting.is_empty() {
        let waiting = waiting.iter().map(LessonState::called);
        let waiting = waiting.collect::<Vec<_>>().join(", ");
        anstream::println!(" not graded yet, so not compared: {waiting}");
    }
    Ok(ExitCode::AllPoints)
}

/// No result is no change, which would be a false comfort.
fn refuse_unknown(gradebook: &Gradebook, asked: &[&String]) -> Result<(), Error> {
    let graders = gradebook.graders()?;
    let is_known = |asked: &str| {
        let beginnings = graders.iter();
        let mut beginnings = beginnings.map(|(beginning, _)| beginning);
        beginnings.any(|it| it.starts_with(asked) || asked.starts_with(&**it))
    };
    let Some(unknown) = asked.iter().find(|it| !is_known(it)) else {
        return Ok(());
    };
    let known = graders
        .iter()
        .map(|(grader, lesson)| format!("{grader} ({lesson})"));
    let known = known.collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "none" } else { &known };
    Err(Error::Usage(format!(
        "no grader's digest begins with `{unknown}`; there are: {known}"
    )))
}

/// Who gains and who loses by what is published now, if anything has changed.
pub(super) fn summary(
    gradebook: &Gradebook,
    published: &Published,
) -> Result<Option<String>, Error> {
    let mut lessons = gradebook.lessons_changed()?;
    lessons.retain(|it| published.contains(&(it.person, it.lesson.clone())));
    let people = by_person(&[], &lessons);
    Ok((!people.is_empty()).then(|| counted(&people)))
}

fn print(since: &str, steps: &[StepChange], lessons: &[LessonChange]) -> Result<(), Error> {
    terminal::print(|out| write(out, since, steps, lessons))
}

fn write(
    out: &mut dyn Write,
    since: &str,
    steps: &[StepChange],
    lessons: &[LessonChange],
) -> io::Result<()> {
    writeln!(out)?;
    for line in terminal::paragraph(since, 1, terminal::size().0) {
        writeln!(out, "{line}")?;
    }
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
    let gaining = match gain {
        0 => "nobody gains".to_owned(),
        1 => "1 person gains".to_owned(),
        several => format!("{several} gain"),
    };
    let losing = match lose {
        0 => "nobody loses".to_owned(),
        1 => "1 loses".to_owned(),
        several => format!("{several} lose"),
    };
    format!("{gaining}, {losing}")
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
    let by = match &step.decided {
        Some(_) => ", decided by hand",
        None if step.was_decided => ", no longer decided by hand",
        None => "",
    };
    let points = change(step.before, step.now);
    writeln!(out, "   {points}  {}{by}", step.step)?;
    if let Some(why) = why(step) {
        for line in terminal::paragraph(&why, INDENT, terminal::size().0) {
            writeln!(out, "{}", paint(DIM, &line))?;
        }
    }
    Ok(())
}

/// Why a step has other points: the decision, or else what the grader says now, or does not say any more.
fn why(step: &StepChange) -> Option<String> {
    if let Some(why) = &step.decided {
        return Some(why.clone());
    }
    let is_said_no_more = step.now > step.before && step.said != step.says;
    let (told, when) = if is_said_no_more {
        (&step.said, ", not any more")
    } else {
        (&step.says, "")
    };
    let Told {
        observation,
        sentence,
    } = told;
    match (&**observation, &**sentence) {
        (_, "") => None,
        ("", sentence) => Some(sentence.to_owned()),
        (observation, sentence) => Some(format!("[{observation}{when}] {sentence}")),
    }
}

fn change(before: f64, now: f64) -> String {
    let colour = if now < before { RED } else { GREEN };
    let text = format!("{:>5} → {:<5}", points::text(before), points::text(now));
    paint(colour, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_in_words() {
        for (changes, expected) in [
            (&[][..], "nothing has changed"),
            (&[0.0], "nobody gains, nobody loses"),
            (&[1.0, -0.5], "1 person gains, 1 loses"),
            (&[1.0, 2.0], "2 gain, nobody loses"),
            (&[-1.0, -2.0, 0.0], "nobody gains, 2 lose"),
        ] {
            let names = ["susan", "john", "mary"];
            let people = names.into_iter().zip(changes.iter().copied());
            assert_eq!(counted(&people.collect()), expected);
        }
    }

    #[test]
    fn the_reason_is_a_decision_or_what_the_grader_says() {
        let told = |observation: &str| Told {
            observation: observation.to_owned(),
            sentence: format!("Look at {observation}."),
        };
        let step = |points: [f64; 2], says: &str, decided: Option<&str>| StepChange {
            login: "susan".to_owned(),
            step: "config/url".to_owned(),
            before: points[0],
            now: points[1],
            said: told("scheme"),
            says: told(says),
            was_decided: false,
            decided: decided.map(str::to_owned),
        };
        for (change, expected) in [
            (
                step([4.0, 9.0], "scheme", Some("It was right.")),
                "It was right.",
            ),
            (
                step([4.0, 9.0], "host", None),
                "[scheme, not any more] Look at scheme.",
            ),
            (step([4.0, 6.0], "scheme", None), "[scheme] Look at scheme."),
            (step([4.0, 2.0], "host", None), "[host] Look at host."),
        ] {
            assert_eq!(why(&change).as_deref(), Some(expected), "{change:?}");
        }
    }
}

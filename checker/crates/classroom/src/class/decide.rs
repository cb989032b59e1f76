//! `class override`, `extend` and `excuse`: what people decide, with who and why.

use crate::class::args::{ExcuseArgs, ExtendArgs, OverrideArgs, ReasonArgs, SettleArgs};
use crate::class::folder::{ClassFolder, OTHER_COMMITS};
use crate::class::gradebook::{Gradebook, Reason};
use crate::class::moment;
use crate::class::settings::Settings;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Lesson};
use course::selection;
use jiff::Timestamp;
use std::env;

pub(super) fn override_step(folder: &ClassFolder, args: &OverrideArgs) -> Result<ExitCode, Error> {
    let (course, settings, mut gradebook) = open(folder)?;
    let (person, login) = gradebook.person(&args.who)?;
    let named = selection::step(&course, &args.step)?;
    let (name, step) = (named.name(), named.step);
    refuse_uncounted(&settings, named.lesson)?;
    let points = match &*args.points {
        "-" => None,
        points => {
            let points = points.parse().ok().filter(|points| *points <= step.points);
            Some(points.ok_or_else(|| {
                let most = step.points;
                Error::Usage(format!(
                    "{name} takes whole points from 0 to {most}, or `-`"
                ))
            })?)
        }
    };
    let author = author(&args.reason);
    let reason = reason(&args.reason, &author);
    let automatic = gradebook.override_step(person, &name, points, reason)?;
    let given = match automatic {
        Some(automatic) => format!("gives {automatic}"),
        None => "has not graded it".to_owned(),
    };
    let lessons = gradebook.lessons_of(person)?;
    let lesson = lessons.iter().find(|it| it.lesson == named.lesson.id);
    let late = match lesson.map_or(0, |it| it.penalty_percent) {
        0 => String::new(),
        percent => format!("; the lesson is late, which costs {percent} %"),
    };
    match points {
        Some(points) => {
            anstream::println!("{login}, {name}: {points} points; the grader {given}{late}");
        }
        None => anstream::println!("{login}, {name}: back to the grader, which {given}"),
    }
    Ok(ExitCode::AllPoints)
}

pub(super) fn extend(folder: &ClassFolder, args: &ExtendArgs) -> Result<ExitCode, Error> {
    let (course, settings, mut gradebook) = open(folder)?;
    let (person, login) = gradebook.person(&args.who)?;
    let lesson = lesson(&course, &settings, args.lesson.as_deref())?;
    let until = match &*args.until {
        "-" => None,
        until => Some(moment::due(until, &settings.time_zone).map_err(Error::Usage)?),
    };
    refuse_less(&settings, lesson, until)?;
    let author = author(&args.reason);
    let before = gradebook.extension(person, lesson)?;
    gradebook.extend(person, lesson, until, reason(&args.reason, &author))?;
    let of = lesson.unwrap_or("all lessons");
    let shown = |moment: &str| moment::shown(moment, &settings.time_zone);
    let before = before.map_or_else(String::new, |before| {
        format!("; until now it was {}", shown(&before))
    });
    match until {
        Some(until) => {
            let until = shown(&moment::text(until));
            anstream::println!("{login} has time until {until} for {of}{before}");
        }
        None => anstream::println!("{login} has no more time than others for {of}{before}"),
    }
    if !gradebook.clones_to_look_at()?.is_empty() {
        anstream::println!("{OTHER_COMMITS}");
    }
    Ok(ExitCode::AllPoints)
}

pub(super) fn excuse(folder: &ClassFolder, args: &ExcuseArgs) -> Result<ExitCode, Error> {
    let (course, settings, mut gradebook) = open(folder)?;
    let (person, login) = gradebook.person(&args.who)?;
    let lesson = lesson(&course, &settings, args.lesson.as_deref())?;
    let author = author(&args.reason);
    let is_excused = !args.no_more;
    gradebook.excuse(person, lesson, is_excused, reason(&args.reason, &author))?;
    let of = lesson.unwrap_or("all lessons");
    let is = if is_excused {
        "is excused"
    } else {
        "is not excused any more"
    };
    anstream::println!("{login} {is} from {of}");
    Ok(ExitCode::AllPoints)
}

pub(super) fn settle(folder: &ClassFolder, args: &SettleArgs) -> Result<ExitCode, Error> {
    let (_, _, mut gradebook) = open(folder)?;
    let what = &args.what;
    let mut doubts = gradebook.doubts()?;
    doubts.retain(|doubt| doubt.name == *what || doubt.login.as_ref() == Some(what));
    if doubts.is_empty() {
        return Err(Error::Usage(format!(
            "nothing is doubtful of `{what}`; `class show` lists what is"
        )));
    }
    let author = author(&args.reason);
    for doubt in doubts {
        gradebook.settle(&doubt.name, reason(&args.reason, &author))?;
        anstream::println!("settled: {doubt}");
    }
    Ok(ExitCode::AllPoints)
}

fn open(folder: &ClassFolder) -> Result<(Course, Settings, Gradebook), Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let gradebook = folder.gradebook(&course, &settings)?;
    Ok((course, settings, gradebook))
}

/// More time is never less.
fn refuse_less(
    settings: &Settings,
    lesson: Option<&str>,
    until: Option<Timestamp>,
) -> Result<(), Error> {
    let of = settings
        .due
        .iter()
        .filter(|(id, _)| lesson.is_none_or(|lesson| lesson == *id));
    let due: Vec<Timestamp> = of.filter_map(|(_, due)| *due).collect();
    let helps = |until: Timestamp| due.is_empty() || due.iter().any(|due| *due < until);
    if until.is_none_or(helps) {
        return Ok(());
    }
    let of = lesson.unwrap_or("every lesson");
    Err(Error::Usage(format!(
        "{of} is due later than that anyway; class.toml says when"
    )))
}

fn lesson<'c>(
    course: &'c Course,
    settings: &Settings,
    asked: Option<&str>,
) -> Result<Option<&'c str>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let lesson = selection::lesson(course, asked)?;
    refuse_uncounted(settings, lesson)?;
    Ok(Some(&lesson.id))
}

fn refuse_uncounted(settings: &Settings, lesson: &Lesson) -> Result<(), Error> {
    if settings.due.contains_key(&lesson.id) {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{} does not count in this class; class.toml lists the lessons that do",
        lesson.id
    )))
}

fn author(args: &ReasonArgs) -> String {
    args.author.clone().unwrap_or_else(user)
}

/// The user of this machine.
pub(super) fn user() -> String {
    let mut names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    let user = names.find_map(|name| env::var(name).ok());
    user.unwrap_or_else(|| "somebody".to_owned())
}

fn reason<'r>(args: &'r ReasonArgs, author: &'r str) -> Reason<'r> {
    Reason {
        why: &args.why,
        author,
    }
}

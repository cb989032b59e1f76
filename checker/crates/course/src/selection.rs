//! Which lessons and steps a person meant by the names they typed.

use crate::error::Error;
use crate::lesson::{Course, Lesson, Step};

/// A lesson and those of its steps that were asked for.
#[derive(Debug, Clone)]
pub struct Wanted<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// At least one of its steps, in order.
    pub steps: Vec<&'c Step>,
}

/// A step with its lesson, which is half of its name.
#[derive(Debug, Clone, Copy)]
pub struct Named<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// One of its steps.
    pub step: &'c Step,
}

impl Named<'_> {
    /// The name of the step on the command line, such as `config/url`.
    pub fn name(self) -> String {
        self.lesson.name_of(self.step)
    }
}

/// The commands, one of which may be what a misspelt word meant.
pub const COMMANDS: [&str; 15] = [
    "class",
    "completions",
    "doctor",
    "grade",
    "help",
    "hint",
    "inspect",
    "list",
    "report",
    "reset",
    "show",
    "solution",
    "update",
    "walkthrough",
    "watch",
];

/// How similar a name must be to be suggested (Jaro-Winkler, 0 to 1).
const SIMILAR: f64 = 0.8;

/// Finds the steps that `names` stand for: a lesson (`01`, `config`, `01-config`), a step
/// (`config/3`, `01/url`), or a path to either (`lessons/01-config/src/url.rs`).
/// No names stand for everything. Errors suggest the nearest name.
pub fn select<'c>(course: &'c Course, names: &[String]) -> Result<Vec<Wanted<'c>>, Error> {
    if names.is_empty() {
        return Ok(course.lessons.iter().map(whole).collect());
    }
    let mut chosen: Vec<(&Lesson, &Step)> = Vec::new();
    for name in names {
        let wanted = find(course, name)?;
        chosen.extend(wanted.steps.into_iter().map(|step| (wanted.lesson, step)));
    }
    let among_chosen = |lesson: &Lesson, step: &Step| {
        chosen
            .iter()
            .any(|(l, s)| l.number == lesson.number && s.number == step.number)
    };
    let wanted = course.lessons.iter().map(|lesson| Wanted {
        lesson,
        steps: lesson
            .steps
            .iter()
            .filter(|step| among_chosen(lesson, step))
            .collect(),
    });
    Ok(wanted.filter(|wanted| !wanted.steps.is_empty()).collect())
}

/// The name of the step after the last `wanted` one; empty if there is none.
pub fn step_after(course: &Course, wanted: &[Wanted<'_>]) -> String {
    let place = |lesson: &Lesson, step: &Step| (lesson.number, step.number);
    let last = wanted
        .iter()
        .flat_map(|w| w.steps.iter().map(|step| place(w.lesson, step)))
        .max();
    let all = course
        .lessons
        .iter()
        .flat_map(|lesson| lesson.steps.iter().map(move |step| (lesson, step)));
    let mut later = all.filter(|(lesson, step)| Some(place(lesson, step)) > last);
    later
        .next()
        .map(|(lesson, step)| lesson.name_of(step))
        .unwrap_or_default()
}

fn whole(lesson: &Lesson) -> Wanted<'_> {
    Wanted {
        lesson,
        steps: lesson.steps.iter().collect(),
    }
}

/// Whether a name that [`select`] accepts stands for a whole lesson.
pub fn names_whole_lesson(name: &str) -> bool {
    let path = name.replace('\\', "/");
    parts(&path).1.is_none()
}

/// Splits a path into the names of the lesson and of the step.
fn parts(path: &str) -> (&str, Option<&str>) {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let path = ["lessons/", "solutions/"]
        .iter()
        .find_map(|folder| path.split_once(folder).map(|(_, rest)| rest))
        .unwrap_or(path);
    match path.split_once('/') {
        Some((lesson, step)) => (lesson, Some(step)),
        None => (path, None),
    }
}

fn find<'c>(course: &'c Course, name: &str) -> Result<Wanted<'c>, Error> {
    let path = name.replace('\\', "/");
    let (lesson_name, step_name) = parts(&path);
    let lesson = course
        .lessons
        .iter()
        .find(|lesson| names_lesson(lesson, lesson_name))
        .ok_or_else(|| match step_name {
            Some(step_name) => unknown_name(course, name, lesson_name, step_name),
            None => unknown_lesson(course, name, lesson_name),
        })?;
    let Some(step_name) = step_name else {
        return Ok(whole(lesson));
    };
    let steps: Vec<&Step> = lesson
        .steps
        .iter()
        .filter(|step| names_step(step, step_name))
        .collect();
    if steps.is_empty() {
        return Err(unknown_step(lesson, step_name));
    }
    Ok(Wanted { lesson, steps })
}

fn names_lesson(lesson: &Lesson, name: &str) -> bool {
    let name = name.to_lowercase();
    name == lesson.id || name == lesson.folder() || name.parse() == Ok(lesson.number)
}

fn names_step(step: &Step, name: &str) -> bool {
    name.to_lowercase() == step.id || name.parse() == Ok(step.number) || name == step.file
}

/// A name of two parts, of which at least the first is wrong.
fn unknown_name(course: &Course, name: &str, lesson_name: &str, step_name: &str) -> Error {
    let lessons = course.lessons.iter();
    let steps = lessons.flat_map(|lesson| lesson.steps.iter().map(|step| lesson.name_of(step)));
    let typed = format!("{lesson_name}/{step_name}");
    let what = format!("there is no step `{name}`");
    unknown(
        &what,
        nearest(steps.map(|step| (step.clone(), step)), &typed),
    )
}

fn unknown_lesson(course: &Course, name: &str, lesson_name: &str) -> Error {
    let lessons = course.lessons.iter().map(|lesson| lesson.id.clone());
    // Somebody may have typed the name of a step alone.
    let steps = course.lessons.iter().flat_map(|lesson| {
        lesson
            .steps
            .iter()
            .map(|step| (step.id.clone(), lesson.name_of(step)))
    });
    let candidates = lessons
        .chain(COMMANDS.map(str::to_owned))
        .map(|word| (word.clone(), word))
        .chain(steps);
    let what = format!("there is no lesson or command `{name}`");
    unknown(&what, nearest(candidates, lesson_name))
}

fn unknown_step(lesson: &Lesson, name: &str) -> Error {
    let candidates = lesson
        .steps
        .iter()
        .map(|step| (step.id.clone(), lesson.name_of(step)));
    let what = format!("lesson {} has no step `{name}`", lesson.folder());
    if name.parse::<u32>().is_ok() {
        let last = lesson.steps.len();
        return Error::Usage(format!("{what}; its steps are 1 to {last}"));
    }
    unknown(&what, nearest(candidates, name))
}

fn unknown(what: &str, suggestion: Option<String>) -> Error {
    let next = match suggestion {
        Some(suggestion) => format!("did you mean `{suggestion}`?"),
        None => "`cargo run -p checker -- list` shows all names".to_owned(),
    };
    Error::Usage(format!("{what}; {next}"))
}

/// The meaning of the word that is most similar to `name`, if one is similar enough; of several, the
/// first. Words are in small letters.
pub fn nearest(pairs: impl Iterator<Item = (String, String)>, name: &str) -> Option<String> {
    let name = name.to_lowercase();
    pairs
        .map(|(word, meaning)| (strsim::jaro_winkler(&word, &name), meaning))
        .filter(|(nearness, _)| *nearness >= SIMILAR)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, meaning)| meaning)
}

/// The lesson that `name` stands for, and not a step of it.
pub fn lesson<'c>(course: &'c Course, name: &str) -> Result<&'c Lesson, Error> {
    if let Some(lesson) = course
        .lessons
        .iter()
        .find(|lesson| names_lesson(lesson, name))
    {
        return Ok(lesson);
    }
    if select(course, &[name.to_owned()]).is_ok() {
        return Err(Error::Usage(format!("`{name}` is a step; name a lesson")));
    }
    let lessons = course
        .lessons
        .iter()
        .map(|lesson| (lesson.id.clone(), lesson.id.clone()));
    Err(unknown(
        &format!("there is no lesson `{name}`"),
        nearest(lessons, name),
    ))
}

/// The one step that `name` stands for. A lesson with several steps is an error.
pub fn step<'c>(course: &'c Course, name: &str) -> Result<Named<'c>, Error> {
    let wanted = select(course, &[name.to_owned()])?;
    let example = || {
        let example = wanted.first().and_then(|wanted| {
            let step = wanted.steps.first()?;
            Some(wanted.lesson.name_of(step))
        });
        Error::Usage(format!(
            "`{name}` has several steps; name one, such as `{}`",
            example.unwrap_or_default()
        ))
    };
    only_step(&wanted).ok_or_else(example)
}

/// The only step that is wanted, if there is only one.
pub fn only_step<'c>(wanted: &[Wanted<'c>]) -> Option<Named<'c>> {
    match wanted {
        [Wanted { lesson, steps }] => match steps[..] {
            [step] => Some(Named { lesson, step }),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;

//! `class show`: the points of everybody, or of one person.

use crate::class::folder::ClassFolder;
use crate::class::gradebook::{LessonState, StepState};
use crate::class::moment;
use crate::class::points;
use anstyle::Style;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::io::{self, Write};
use terminal::text::{clipped, padded};
use terminal::words::{BOLD, CYAN, DIM, GREEN, RED, YELLOW, paint};
use unicode_width::UnicodeWidthStr;

/// The fewest and the most columns of a login.
const LOGIN: [usize; 2] = [5, 24];

/// The columns of a lesson's number.
const NUMBER: usize = 2;

/// In front of a problem.
const MARK: &str = " ! ";

/// Where sentences about a step begin.
const INDENT: usize = 14;

pub(super) fn run(folder: &ClassFolder, who: &[String]) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
    let gradebook = folder.gradebook_to_read()?;
    if who.is_empty() {
        let lessons = gradebook.lessons()?;
        let doubts = gradebook.doubts()?;
        let doubts: Vec<String> = doubts.iter().map(ToString::to_string).collect();
        terminal::print(|out| {
            write_all(out, &settings.title, &lessons)?;
            write_problems(out, &doubts)
        })?;
    }
    let people = who.iter().map(|who| gradebook.person(who));
    for (person, _) in people.collect::<Result<Vec<_>, _>>()? {
        let lessons = gradebook.lessons_of(person)?;
        let lessons = with_steps(lessons, gradebook.steps_of(person)?);
        let problems = gradebook.problems_of(person)?;
        terminal::print(|out| {
            write_person(out, &lessons, &settings.time_zone)?;
            write_problems(out, &problems)
        })?;
    }
    Ok(ExitCode::AllPoints)
}

fn with_steps(
    lessons: Vec<LessonState>,
    steps: Vec<StepState>,
) -> Vec<(LessonState, Vec<StepState>)> {
    let mut by_lesson: HashMap<String, Vec<StepState>> = HashMap::new();
    for step in steps {
        let lesson = step.step.split('/').next().unwrap_or_default();
        by_lesson.entry(lesson.to_owned()).or_default().push(step);
    }
    let with_steps = lessons.into_iter().map(|lesson| {
        let steps = by_lesson.remove(&lesson.lesson).unwrap_or_default();
        (lesson, steps)
    });
    with_steps.collect()
}

/// A row for each person, a column for each lesson.
fn write_all(out: &mut dyn Write, title: &str, lessons: &[LessonState]) -> io::Result<()> {
    writeln!(out, "\n {}\n", paint(BOLD, title))?;
    let people: Vec<&[LessonState]> = lessons
        .chunk_by(|one, two| one.person == two.person)
        .collect();
    let Some(first) = people.first() else {
        return writeln!(out, " Nobody is in the class; `class import` takes a list.");
    };
    let rows: Vec<Row<'_>> = people.iter().map(|lessons| Row::of(lessons)).collect();
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or_default();
    let [fewest, most] = LOGIN;
    let login_width = width(&mut rows.iter().map(|row| row.login.width())).clamp(fewest, most);
    let total_width = width(&mut rows.iter().map(|row| row.total.chars().count()));
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let cell_width = width(&mut cells().map(|(text, _)| text.chars().count())).max(NUMBER);
    // One blank between columns if there is no room for more.
    let used =
        |gap: usize| 1 + login_width + (cell_width + gap) * first.len() + 3 + total_width + 1;
    let columns = terminal::size().0;
    let gap = if used(3) <= columns { 3 } else { 1 };
    let column = cell_width + gap;
    let numbers = first.iter().map(|lesson| {
        let number = format!("{:02}", lesson.number);
        format!("{number:>column$}")
    });
    let numbers: String = numbers.collect();
    writeln!(out, " {}{numbers}   total", " ".repeat(login_width))?;
    for Row {
        login,
        cells,
        total,
        name,
    } in rows
    {
        let cells = cells.into_iter().map(|(text, style)| {
            let before = column - text.chars().count();
            format!("{}{}", " ".repeat(before), paint(style, &text))
        });
        let cells: String = cells.collect();
        let login = padded(login, login_width);
        let name = clipped(name, columns.saturating_sub(used(gap)));
        let line = format!(
            " {login}{cells}   {total:total_width$} {}",
            paint(DIM, &name)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(
        out,
        "\n {}",
        paint(
            DIM,
            "– nothing handed in  · not begun  … not due yet  ? not graded yet\n \
             ! see `class show WHO`  x excused  * late"
        )
    )
}

/// Somebody in the table of all.
struct Row<'l> {
    login: &'l str,
    cells: Vec<(String, Style)>,
    total: String,
    name: &'l str,
}

impl<'l> Row<'l> {
    fn of(lessons: &'l [LessonState]) -> Self {
        let total = points::sum(lessons.iter().map(LessonState::earned));
        let counted = lessons.iter().filter(|lesson| lesson.is_counted());
        let possible = points::sum(counted.map(|lesson| lesson.possible));
        Self {
            login: &lessons[0].login,
            cells: lessons.iter().map(cell).collect(),
            total: format!("{} of {possible}", points::text(total)),
            name: &lessons[0].name,
        }
    }
}

fn cell(lesson: &LessonState) -> (String, Style) {
    let (text, style) = match &*lesson.state {
        "nothing handed in" if lesson.points == 0.0 => ("–".to_owned(), DIM),
        "not begun" if lesson.points == 0.0 => ("·".to_owned(), DIM),
        "not due yet" => ("…".to_owned(), DIM),
        "not graded yet" => ("?".to_owned(), YELLOW),
        "failed" => ("!".to_owned(), RED),
        "unreadable" if lesson.points == 0.0 => ("!".to_owned(), RED),
        "excused" => ("x".to_owned(), DIM),
        _ => (points::text(lesson.final_points), colour(lesson)),
    };
    let is_late = lesson.days_late > 0 && !lesson.is_not_graded();
    let late = if is_late { "*" } else { "" };
    (format!("{text}{late}"), style)
}

fn colour(lesson: &LessonState) -> Style {
    if lesson.final_points >= lesson.possible {
        GREEN
    } else {
        YELLOW
    }
}

fn write_person(
    out: &mut dyn Write,
    lessons: &[(LessonState, Vec<StepState>)],
    time_zone: &TimeZone,
) -> io::Result<()> {
    let Some((first, _)) = lessons.first() else {
        return writeln!(out, " No lesson counts.");
    };
    writeln!(out, "\n {}  {}", paint(BOLD, &first.login), first.name)?;
    for (lesson, steps) in lessons {
        write_lesson(out, lesson, steps, time_zone)?;
    }
    let total = points::sum(lessons.iter().map(|(lesson, _)| lesson.earned()));
    let counted = lessons.iter().filter(|(lesson, _)| lesson.is_counted());
    let possible = points::sum(counted.map(|(lesson, _)| lesson.possible));
    writeln!(out, "\n {} of {possible} points", points::text(total))
}

fn write_problems(out: &mut dyn Write, problems: &[String]) -> io::Result<()> {
    for problem in problems {
        writeln!(out)?;
        let lines = terminal::paragraph(problem, MARK.len(), terminal::size().0);
        for (place, line) in lines.iter().enumerate() {
            match line.strip_prefix("   ").filter(|_| place == 0) {
                Some(line) => writeln!(out, "{}{line}", paint(RED, MARK))?,
                None => writeln!(out, "{line}")?,
            }
        }
    }
    Ok(())
}

fn write_lesson(
    out: &mut dyn Write,
    lesson: &LessonState,
    steps: &[StepState],
    time_zone: &TimeZone,
) -> io::Result<()> {
    let name = format!("{:02} {}", lesson.number, lesson.lesson);
    let given = if lesson.is_not_graded() {
        "?".to_owned()
    } else {
        points::text(lesson.final_points)
    };
    let (name, possible) = (paint(CYAN, &name), lesson.possible);
    write!(out, "\n {name}  {given} of {possible} · {}", lesson.state)?;
    if let Some(at) = lesson.handed_in(time_zone) {
        write!(out, ", {at}")?;
    } else if let Some(due) = lesson.due_at.as_deref().filter(|_| lesson.is_open) {
        write!(out, ", due {}", moment::shown(due, time_zone))?;
    }
    writeln!(out)?;
    if lesson.days_late > 0 {
        let due = lesson.due_at.as_deref().unwrap_or_default();
        let due = moment::shown(due, time_zone);
        let (days, percent) = (lesson.days_late, lesson.penalty_percent);
        let before = points::text(lesson.points);
        let lost = match percent {
            _ if lesson.is_not_graded() => String::new(),
            0 => String::new(),
            percent => format!("; it costs {percent} % of {before} points"),
        };
        writeln!(out, "    late: due {due}, day {days}{lost}")?;
    }
    let does_not_compile = lesson.state == "does not compile";
    if does_not_compile && let Some(step) = steps.iter().find(|step| !step.sentence.is_empty()) {
        write_sentence(out, &step.sentence)?;
    }
    for step in steps {
        let is_wrong = !does_not_compile && step.points < step.possible && !step.verdict.is_empty();
        if is_wrong || step.decided.is_some() {
            write_step(out, step)?;
        }
    }
    Ok(())
}

fn write_sentence(out: &mut dyn Write, sentence: &str) -> io::Result<()> {
    for line in terminal::paragraph(sentence, INDENT, terminal::size().0) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_step(out: &mut dyn Write, step: &StepState) -> io::Result<()> {
    let StepState {
        step: name,
        points,
        possible,
        ..
    } = step;
    writeln!(out, "    {points:>2} of {possible:<2}  {name}")?;
    if step.points < step.possible && step.decided.is_none() && !step.sentence.is_empty() {
        write_sentence(out, &step.sentence)?;
    }
    if step.decided.is_some() {
        let automatic = step
            .automatic
            .map_or_else(|| "nothing".to_owned(), |it| it.to_string());
        let stale = if step.is_stale {
            " now; that has changed since"
        } else {
            ""
        };
        let indent = " ".repeat(INDENT);
        writeln!(
            out,
            "{indent}decided by hand; the grader gives {automatic}{stale}"
        )?;
    }
    Ok(())
}

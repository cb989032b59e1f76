//! The feedback on each known mistake fits on one screen, also if two of them are in one
//! answer. What a mistake shows is in its file, so nothing has to be built.

use crate::proof::COURSE;
use crate::rules::require;
use course::expected;
use course::grade::{Grade, LessonGrade, StepGrade};
use course::lesson::{Lesson, Step, Variant};
use course::outcome::{Observation, Panic, StepRun};
use course::recognition::Mistake;
use course::samples;
use fixtures::drawn;
use harness::pipeline;
use libtest_mimic::Failed;
use terminal::{Style, write_grade};

/// A terminal of 24 lines, less one for the prompt.
const LINES: usize = 23;
const COLUMNS: usize = 80;

/// So many pairs of mistakes are drawn of each step.
const PAIRS: usize = 6;

/// Of a sentence without room at least so many letters are told.
const BEGINNING: usize = 20;

/// As `cargo run -p checker -- LESSON/STEP` shows it.
pub(crate) fn feedback_fits_a_screen(lesson: &'static Lesson) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for step in &lesson.steps {
        for mistake in expected::mistakes_of(lesson, step)? {
            let grade = grade(lesson, step, &mistake)?;
            wrong.extend(faults(lesson, grade)?);
        }
    }
    require(wrong.is_empty(), || wrong.join("\n"))
}

/// Two mistakes in one answer are both told, if each is recognised.
pub(crate) fn two_mistakes_are_told(lesson: &'static Lesson) -> Result<(), Failed> {
    let seed = usize::try_from(drawn::seed()?)?;
    let mut wrong = Vec::new();
    for step in &lesson.steps {
        let right = expected::of_step(lesson, step)?;
        let mistakes = expected::mistakes_of(lesson, step)?;
        for (one, other) in pairs(&mistakes, seed) {
            let grade = grade(lesson, step, &both(one, other, &right))?;
            wrong.extend(faults(lesson, grade)?);
        }
    }
    require(wrong.is_empty(), || wrong.join("\n"))
}

/// Some pairs. Over the days, each two meet.
fn pairs(mistakes: &[Mistake], seed: usize) -> Vec<(&Mistake, &Mistake)> {
    let count = mistakes.len();
    let pair = |number: usize| {
        let one = (seed + number * count / PAIRS) % count;
        let distance = 1 + (seed / count + number) % (count - 1);
        (&mistakes[one], &mistakes[(one + distance) % count])
    };
    (0..PAIRS).filter(|_| count > 1).map(pair).collect()
}

/// What an answer shows that has both: where both differ from a right answer, the first.
fn both(one: &Mistake, other: &Mistake, right: &[Observation]) -> Mistake {
    let mut both = other.clone();
    let differing = one.observations.iter().filter(|seen| !right.contains(seen));
    for seen in differing {
        both.observations.retain(|known| known.id != seen.id);
        both.observations.push(seen.clone());
    }
    both.clues
        .retain(|clue| one.clues.iter().all(|known| known.id != clue.id));
    both.clues.extend(one.clues.clone());
    both.id = format!("{} + {}", one.id, other.id);
    both
}

fn grade(
    lesson: &'static Lesson,
    step: &'static Step,
    mistake: &Mistake,
) -> Result<StepGrade<'static>, Failed> {
    let run = StepRun {
        observations: mistake.observations.clone(),
        clues: mistake.clues.clone(),
        panics: panics(step, mistake),
        ..samples::run(&[])
    };
    Ok(pipeline::grade_step(lesson, step, run)?)
}

fn panics(step: &Step, mistake: &Mistake) -> Vec<Panic> {
    let panic = |seen: &Observation| {
        Some(Panic {
            id: seen.id.clone(),
            title: seen.title.clone(),
            message: seen.text.strip_prefix("panicked: ")?.to_owned(),
            todo: false,
            ..samples::todo_in(&step.file)
        })
    };
    mistake.observations.iter().filter_map(panic).collect()
}

/// What is wrong with the feedback, on a screen and with `--all`.
fn faults(lesson: &'static Lesson, step: StepGrade<'static>) -> Result<Vec<String>, Failed> {
    let name = lesson.name_of(step.step);
    let says: Vec<String> = step.diagnoses.iter().map(|one| one.say.clone()).collect();
    let graded = LessonGrade {
        lesson,
        build_failure: None,
        warnings: 0,
        steps: vec![step],
    };
    let grade = Grade {
        variant: Variant::Lesson,
        lessons: vec![graded],
        submission: None,
        seed: None,
        sandbox: None,
    };
    let (screen, all) = (shown(&grade, false)?, shown(&grade, true)?);
    let is_wide = |text: &str| text.lines().any(|line| line.chars().count() > COLUMNS);
    let kept = [
        (screen.lines().count() <= LINES, "fits", &screen),
        (!is_wide(&screen), "is narrow enough", &screen),
        (!is_wide(&all), "is narrow enough", &all),
        (has_both_sides(&screen), "has both sides", &screen),
        (has_both_sides(&all), "has both sides", &all),
        (
            tells(&screen, &says),
            "tells each cause, the first one first",
            &screen,
        ),
        (
            tells(&all, &says),
            "tells each cause, the first one first",
            &all,
        ),
        (says.iter().all(|say| has(&all, say)), "tells all", &all),
    ];
    let broken = kept.into_iter().filter(|(is_kept, ..)| !is_kept);
    let broken = broken.map(|(_, what, text)| format!("{name}: not so: {what}\n{text}"));
    Ok(broken.collect())
}

/// Whether the first of the sentences is told whole, and after it another one, at least its
/// beginning, or that there is one.
fn tells(text: &str, says: &[String]) -> bool {
    let [first, others @ ..] = says else {
        return true;
    };
    let text = squeezed(text);
    let Some((_, after)) = text.split_once(&squeezed(first)) else {
        return false;
    };
    others.iter().all(|say| {
        let beginning: String = squeezed(say).chars().take(BEGINNING).collect();
        after.contains(&format!("Also:{beginning}")) || after.contains("1morecause")
    })
}

fn has(text: &str, say: &str) -> bool {
    squeezed(text).contains(&squeezed(say))
}

/// The text without blanks, and so without breaks of lines.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether each side of a difference is followed by the other one.
fn has_both_sides(text: &str) -> bool {
    let label = |line: &str| {
        let sides = ["        expected   ", "        yours      "];
        sides.iter().position(|side| line.starts_with(side))
    };
    let labels: Vec<usize> = text.lines().filter_map(label).collect();
    labels.chunks(2).all(|pair| pair == [0, 1])
}

fn shown(grade: &Grade<'_>, all: bool) -> Result<String, Failed> {
    let style = Style {
        width: COLUMNS,
        height: LINES + 1,
        all,
        next: Some(""),
        root: &COURSE.root,
        in_watch: false,
    };
    let mut text = Vec::new();
    write_grade(&mut text, grade, style)?;
    let text = String::from_utf8(text)?;
    Ok(anstream::adapter::strip_str(&text).to_string())
}

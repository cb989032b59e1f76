//! From the text of speaker notes to notes, and what is wrong with them.

use crate::walkthrough::notes::speaker_notes::{LessonNotes, StepNotes};
use course::lesson::Lesson;
use std::collections::BTreeMap;

/// How many words to say about one step: a minute of talk, not a lecture.
const WORDS: std::ops::RangeInclusive<usize> = 60..=150;

/// The paragraphs of a step, in their order.
const PARTS: [&str; 4] = ["Minutes", "Say", "Show", "Ask"];

/// The notes of `lesson`, and sentences about what is wrong with them.
pub(crate) fn parse(text: &str, lesson: &Lesson) -> (LessonNotes, Vec<String>) {
    let mut problems = Vec::new();
    let mut sections = sections(text);
    let (title, introduction) = sections.remove(0);
    let expected = format!("# Speaker notes: {}", lesson.folder());
    if title != expected {
        problems.push(format!("its first line must be `{expected}`"));
    }
    if introduction.is_empty() {
        problems.push("below the title, say what the lesson is about".to_owned());
    }
    let named: Vec<&str> = sections.iter().map(|(id, _)| *id).collect();
    let steps: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    if named != steps {
        let expected = steps.join(", ");
        problems.push(format!(
            "its sections must be the steps, in order: {expected}"
        ));
    }
    let mut notes = LessonNotes {
        introduction: introduction.join("\n\n"),
        steps: BTreeMap::new(),
    };
    for (id, paragraphs) in sections {
        match step(&paragraphs) {
            Ok(step) => {
                problems.extend(length_problem(id, &step));
                notes.steps.insert(id.to_owned(), step);
            }
            Err(problem) => problems.push(format!("`## {id}`: {problem}")),
        }
    }
    (notes, problems)
}

/// The title and then each heading of level two, with the paragraphs below it. Each
/// paragraph is one line.
fn sections(text: &str) -> Vec<(&str, Vec<String>)> {
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default().trim_end();
    let mut sections: Vec<(&str, Vec<String>)> = vec![(title, Vec::new())];
    let mut is_new = true;
    for line in lines.map(str::trim_end) {
        if let Some(id) = line.strip_prefix("## ") {
            sections.push((id.trim(), Vec::new()));
            is_new = true;
            continue;
        }
        let Some((_, paragraphs)) = sections.last_mut() else {
            continue;
        };
        match paragraphs.last_mut() {
            _ if line.is_empty() => is_new = true,
            Some(paragraph) if !is_new => {
                paragraph.push(' ');
                paragraph.push_str(line.trim_start());
            }
            _ => {
                paragraphs.push(line.to_owned());
                is_new = false;
            }
        }
    }
    sections
}

/// The notes for a step, or what is wrong with its paragraphs.
fn step(paragraphs: &[String]) -> Result<StepNotes, String> {
    let wrong = || {
        let parts = PARTS.map(|part| format!("`**{part}:**`"));
        format!("write four paragraphs, {}", parts.join(", "))
    };
    if paragraphs.len() != PARTS.len() {
        return Err(wrong());
    }
    let parts = paragraphs.iter().zip(PARTS).map(|(text, part)| {
        let text = text.strip_prefix(&format!("**{part}:**"))?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    });
    let parts: Option<Vec<String>> = parts.collect();
    let Ok([minutes, say, show, ask]) = <[String; 4]>::try_from(parts.ok_or_else(wrong)?) else {
        return Err(wrong());
    };
    let minutes = minutes.parse().ok().filter(|minutes| *minutes > 0);
    let minutes = minutes.ok_or("`**Minutes:**` must be a whole number above 0")?;
    let mistake = show.strip_prefix('`').and_then(|show| show.split_once('`'));
    let (mistake, rest) =
        mistake.ok_or("`**Show:**` must begin with the name of a mistake in backquotes")?;
    Ok(StepNotes {
        minutes,
        say,
        mistake: mistake.to_owned(),
        show: rest.trim_start_matches(['.', ':', ' ']).to_owned(),
        ask,
    })
}

fn length_problem(id: &str, step: &StepNotes) -> Option<String> {
    let texts = [&step.say, &step.show, &step.ask];
    let words: usize = texts
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    (!WORDS.contains(&words)).then(|| {
        let (least, most) = (WORDS.start(), WORDS.end());
        format!("`## {id}` has {words} words to say; write {least} to {most}")
    })
}

#[cfg(test)]
mod tests;

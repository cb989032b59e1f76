//! A lesson to take home, in Markdown: what was asked, and our answer. It has nothing that is
//! for the speaker only.

use crate::walkthrough::notes::speaker_notes::LessonNotes;
use course::lesson::{Lesson, Step};
use course::readme;
use std::io::{self, Write};

/// What a handout of a lesson is made of.
#[derive(Debug)]
pub(crate) struct Handout<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// Its README, if it can be read.
    pub readme: Option<String>,
    /// Its speaker notes, from which only the questions are taken.
    pub notes: LessonNotes,
    /// The steps that were asked for, each with the files of our answer.
    pub steps: Vec<AnsweredStep<'c>>,
}

/// A step and our answer.
#[derive(Debug)]
pub(crate) struct AnsweredStep<'c> {
    /// The step.
    pub step: &'c Step,
    /// The files of the answer: each with its name and its text.
    pub files: Vec<(String, String)>,
}

/// Writes it.
pub(crate) fn write(out: &mut dyn Write, handout: &Handout<'_>) -> io::Result<()> {
    let Handout {
        lesson,
        readme,
        notes,
        steps,
    } = handout;
    writeln!(
        out,
        "# Lesson {} · {}: {}",
        lesson.number, lesson.id, lesson.title
    )?;
    let mut shown: Vec<&str> = Vec::new();
    for AnsweredStep { step, files } in steps {
        writeln!(out, "\n## Step {} · {}\n", step.number, step.title)?;
        let source = readme.as_deref();
        let source = source.and_then(|readme| readme::source_of_step(readme, step.number));
        match source {
            Some(source) => writeln!(out, "{source}")?,
            None => writeln!(out, "```rust\n{}\n```", step.signature)?,
        }
        if let Some(notes) = notes.steps.get(&step.id) {
            writeln!(out, "\n### To talk about\n\n{}", notes.question())?;
        }
        writeln!(out, "\n### Our answer\n")?;
        writeln!(out, "The comments say why it is written this way.")?;
        for (name, text) in files {
            if shown.contains(&name.as_str()) {
                writeln!(out, "\n`{name}` answers this step, too; see above.")?;
                continue;
            }
            shown.push(name);
            let language = name.rsplit('.').next().unwrap_or_default();
            let language = if language == "rs" { "rust" } else { language };
            let fence = fence(text);
            writeln!(
                out,
                "\n`{name}`\n\n{fence}{language}\n{}\n{fence}",
                text.trim_end()
            )?;
        }
    }
    Ok(())
}

/// A fence longer than any in the code, whose comments may have some.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests;

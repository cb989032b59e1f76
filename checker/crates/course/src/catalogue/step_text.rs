//! The Markdown of a step: its title, signature, hints and advice.
//!
//! ````text
//! # Who is there?
//!
//! ```rust
//! pub fn users(conn: &Connection) -> Result<Vec<User>>
//! ```
//!
//! ## Hints
//!
//! ### 1
//!
//! A nudge, on as many lines as it takes.
//!
//! ### 2: second-of-a-name
//!
//! More, about this observation.
//!
//! ### 3
//!
//! Nearly all of it.
//!
//! ## Advice
//!
//! ### second-of-a-name
//!
//! What to say when this observation differs.
//! ````

use crate::lesson::Hint;
use crate::paragraph::joined;
use std::collections::BTreeMap;

const TITLE: &str = "# ";
const SECTION: &str = "## ";
const ENTRY: &str = "### ";

/// The content of that file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StepText {
    /// What the step is about, in a few words.
    pub(super) title: String,
    /// The functions that it calls, as Rust code.
    pub(super) signature: String,
    /// From a nudge to almost the answer.
    pub(super) hints: Vec<Hint>,
    /// What to say about an observation that differs, by its id.
    pub(super) advice: BTreeMap<String, String>,
}

/// Parses the file. An error names the line.
pub(super) fn parse(text: &str) -> Result<StepText, String> {
    let mut step = StepText::default();
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut section = "";
    while let Some((number, line)) = lines.next() {
        let mut until = |is_end: fn(&str) -> bool| {
            let mut own = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| !is_end(line)) {
                own.push(line);
            }
            own
        };
        let wrong = |why: &str| Err(format!("line {number}: {why}"));
        if line.is_empty() {
        } else if let Some(title) = line.strip_prefix(TITLE) {
            title.clone_into(&mut step.title);
        } else if line == "```rust" {
            step.signature = until(|line| line == "```").join("\n");
            if lines.next().is_none() {
                return wrong("this block has no end");
            }
        } else if let Some(name) = line.strip_prefix(SECTION) {
            if !["Hints", "Advice"].contains(&name) {
                return wrong("a step has `## Hints` and `## Advice`");
            }
            section = name;
        } else if let Some(name) = line.strip_prefix(ENTRY) {
            let text = joined(until(is_heading));
            match section {
                "Hints" => match about(name, step.hints.len() + 1) {
                    Some(about) => step.hints.push(Hint { text, about }),
                    None => return wrong("hints are numbered from 1"),
                },
                "Advice" if step.advice.contains_key(name) => {
                    return wrong("there is advice on this already");
                }
                "Advice" => drop(step.advice.insert(name.to_owned(), text)),
                _ => return wrong("this belongs below `## Hints` or `## Advice`"),
            }
        } else {
            return wrong("this belongs to neither a hint nor a piece of advice");
        }
    }
    if step.title.is_empty() || step.signature.is_empty() {
        return Err("line 1: a step has a title `# …` and a signature in ```rust".to_owned());
    }
    Ok(step)
}

/// The ids in the heading of a hint, such as `2: first-user, second-user`; `None` if it has another
/// number.
fn about(heading: &str, number: usize) -> Option<Vec<String>> {
    let ids = match heading.strip_prefix(&number.to_string())? {
        "" => return Some(Vec::new()),
        ids => ids.strip_prefix(": ")?,
    };
    Some(ids.split(", ").map(str::to_owned).collect())
}

fn is_heading(line: &str) -> bool {
    [TITLE, SECTION, ENTRY]
        .iter()
        .any(|it| line.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Who is there?\n\n```rust\npub fn a()\n\npub fn b()\n```\n\n\
        ## Hints\n\n### 1: one, second-user\n\nLook at\n`a`.\n\n### 2\n\nMore.\n\n\
        ## Advice\n\n### first-user\n\nIt is\n#1.\n\n### second-user\n\nIt is 2.\n";

    #[test]
    fn a_step_has_a_title_a_signature_hints_and_advice() {
        let advice = [("first-user", "It is #1."), ("second-user", "It is 2.")];
        let advice = advice.map(|(id, text)| (id.to_owned(), text.to_owned()));
        let hint = |text: &str, about: &[&str]| Hint {
            text: text.to_owned(),
            about: about.iter().map(|id| (*id).to_owned()).collect(),
        };
        let expected = StepText {
            title: "Who is there?".to_owned(),
            signature: "pub fn a()\n\npub fn b()".to_owned(),
            hints: vec![
                hint("Look at `a`.", &["one", "second-user"]),
                hint("More.", &[]),
            ],
            advice: advice.into(),
        };
        assert_eq!(parse(TEXT), Ok(expected));
    }

    #[test]
    fn an_unexpected_line_is_an_error_with_its_number() {
        for (old, new, why) in [
            ("### 2", "### 3", "line 16: hints are numbered from 1"),
            (
                "## Hints",
                "## Hint",
                "line 9: a step has `## Hints` and `## Advice`",
            ),
            (
                "## Hints",
                "",
                "line 11: this belongs below `## Hints` or `## Advice`",
            ),
            (
                "## Advice\n\n###",
                "## Advice\n\nText\n\n###",
                "line 22: this belongs to neither a hint nor a piece of advice",
            ),
            (
                "### second",
                "### first",
                "line 27: there is advice on this already",
            ),
            ("```\n", "``\n", "line 3: this block has no end"),
            (
                "# Who",
                "Who",
                "line 1: this belongs to neither a hint nor a piece of advice",
            ),
            (
                "# Who is there?",
                "",
                "line 1: a step has a title `# …` and a signature in ```rust",
            ),
        ] {
            assert_eq!(
                parse(&TEXT.replacen(old, new, 1)),
                Err(why.to_owned()),
                "{new}"
            );
        }
    }
}

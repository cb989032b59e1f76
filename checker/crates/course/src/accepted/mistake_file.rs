//! The file of a known mistake, in Markdown: the sentence for the student, the patch, and what
//! the mistake shows.
//!
//! ````text
//! The sentence, on as many lines
//! as it takes.
//!
//! ```diff
//! --- a/src/url.rs
//! …
//! ```
//!
//! ## second-of-a-name
//! line 1:
//!   Ok
//! ````
//!
//! insta writes the last part (see [`Differences`]), and may put a header before the first. The
//! files are called `.snap` because insta's tools accept no other name.

use crate::accepted::differences::Differences;
use crate::accepted::snapshot_file;
use crate::paragraph::joined;
use std::fmt;

/// The line before the patch.
const PATCH: &str = "```diff";

/// The line after the patch. No line of a patch begins like this.
const END: &str = "```";

/// The content of the file of a known mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MistakeFile {
    /// The text before the patch, line breaks included.
    pub text: String,
    /// The patch that turns the solution into the mistake.
    pub patch: String,
    /// How it differs from a right answer; empty until it is recorded.
    pub differences: Differences,
}

impl MistakeFile {
    /// Parses a file. An error is a sentence.
    pub fn parse(file: &str) -> Result<Self, String> {
        let mut lines = snapshot_file::content(file);
        let text = lines_until(PATCH, &mut lines)
            .ok_or_else(|| format!("write its patch between {PATCH} and {END}"))?;
        let patch =
            lines_until(END, &mut lines).ok_or_else(|| format!("end its patch with {END}"))?;
        let shown: Vec<&str> = lines.collect();
        Ok(Self {
            text: text.trim().to_owned(),
            patch,
            differences: Differences::parse(&shown.join("\n"))?,
        })
    }

    /// The sentence for the student.
    pub fn say(&self) -> String {
        joined(self.text.lines())
    }
}

/// The lines before `end`, which is taken, too. `None` if there is no such line.
fn lines_until<'l>(end: &str, lines: &mut impl Iterator<Item = &'l str>) -> Option<String> {
    let mut text = String::new();
    for line in lines {
        if line == end {
            return Some(text);
        }
        text.push_str(line);
        text.push('\n');
    }
    None
}

/// The content of the file, without insta's header.
impl fmt::Display for MistakeFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text,
            patch,
            differences,
        } = self;
        writeln!(f, "{text}\n\n{PATCH}\n{patch}{END}")?;
        if !differences.is_empty() {
            write!(f, "\n{differences}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "A sentence\non two lines.\n\n\
        ```diff\n--- a/src/a.rs\n+++ b/src/a.rs\n@@ -1,2 +1,2 @@\n \n-```\n+---\n```\n\n\
        ## one\n  1\n";

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let read = MistakeFile::parse(FILE).expect("a file");
        assert_eq!(read.to_string(), FILE);
        assert_eq!(read.say(), "A sentence on two lines.");
        assert!(read.patch.ends_with("\n \n-```\n+---\n"));
        assert!(!read.differences.is_empty());
    }

    #[test]
    fn a_new_file_has_no_differences_yet() {
        let (new, _) = FILE.split_once("\n## ").expect("a section");
        let read = MistakeFile::parse(new).expect("a file");
        assert!(read.differences.is_empty());
        assert_eq!(read.to_string(), new);
    }

    #[test]
    fn a_file_without_a_patch_is_refused() {
        for (file, expected) in [
            ("A sentence.\n", "write its patch between ```diff and ```"),
            ("A sentence.\n```diff\n-x\n", "end its patch with ```"),
        ] {
            assert_eq!(MistakeFile::parse(file), Err(expected.to_owned()));
        }
    }
}

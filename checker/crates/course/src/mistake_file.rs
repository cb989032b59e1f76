//! The file of a known mistake. It is Markdown: the sentence for the student, the
//! patch, and what the mistake shows.
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
//! insta has written the last part, see [`Differences`], and may have put a header
//! before the first. Its tools accept only files that are called `.snap`.

use crate::differences::Differences;
use crate::prose::joined;
use std::fmt;

/// Begins and ends insta's header.
const HEADER: &str = "---";

/// Begins the patch.
const PATCH: &str = "```diff";

/// Ends the patch, of which no line begins so.
const END: &str = "```";

/// What the file of a known mistake says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MistakeFile {
    /// What stands before the patch, as it stands there.
    pub text: String,
    /// What makes the mistake of the solution.
    pub patch: String,
    /// In what it differs from a right answer. Empty: nobody has recorded it yet.
    pub differences: Differences,
}

impl MistakeFile {
    /// Reads it. An error is a sentence.
    pub fn parse(file: &str) -> Result<Self, String> {
        let mut lines = file.lines().peekable();
        if lines.next_if_eq(&HEADER).is_some() {
            lines.find(|line| *line == HEADER);
        }
        let mut until = |end: &str| {
            let mut own = Vec::new();
            while let Some(line) = lines.next_if(|line| *line != end) {
                own.push(line);
            }
            lines.next().map(|_| own)
        };
        let text = until(PATCH);
        let text = text.ok_or_else(|| format!("write its patch between {PATCH} and {END}"))?;
        let patch = until(END);
        let patch = patch.ok_or_else(|| format!("end its patch with {END}"))?;
        let shown: Vec<&str> = lines.collect();
        Ok(Self {
            text: text.join("\n").trim().to_owned(),
            patch: patch.into_iter().flat_map(|line| [line, "\n"]).collect(),
            differences: Differences::parse(&shown.join("\n"))?,
        })
    }

    /// The sentence for the student.
    pub fn say(&self) -> String {
        joined(self.text.lines())
    }
}

/// As it stands in the file, but for insta's header.
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
    fn the_header_of_insta_is_no_part_of_it() {
        let with = format!("---\nsource: proof.rs\n---\n{FILE}");
        assert_eq!(MistakeFile::parse(&with), MistakeFile::parse(FILE));
    }

    #[test]
    fn a_new_file_has_no_differences_yet() {
        let (new, _) = FILE.split_once("\n## ").expect("a section");
        let read = MistakeFile::parse(new).expect("a file");
        assert!(read.differences.is_empty());
        assert_eq!(read.to_string(), new);
    }

    #[test]
    fn a_file_without_a_patch_is_none() {
        for (file, expected) in [
            ("A sentence.\n", "write its patch between ```diff and ```"),
            ("A sentence.\n```diff\n-x\n", "end its patch with ```"),
        ] {
            assert_eq!(MistakeFile::parse(file), Err(expected.to_owned()));
        }
    }
}

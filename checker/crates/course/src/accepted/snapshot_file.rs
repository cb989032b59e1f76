//! The files of insta: what stands in them besides its header.

use std::iter::Peekable;
use std::str::Lines;

/// Encloses insta's header.
const HEADER: &str = "---";

/// The lines after insta's header, which is YAML between two lines `---`. A file that has none
/// is content altogether. insta does the same (`insta::Snapshot::from_file`), but students
/// would compile all of it for this.
pub(super) fn content(file: &str) -> Peekable<Lines<'_>> {
    let mut lines = file.lines().peekable();
    if lines.next_if_eq(&HEADER).is_some() {
        lines.find(|line| *line == HEADER);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_header_of_insta_is_skipped() {
        let lines = |file| content(file).collect::<Vec<_>>();
        assert_eq!(
            lines("---\nsource: a.rs\n---\na: b\n---\n"),
            ["a: b", "---"]
        );
        assert_eq!(lines("a: b\n---\n"), ["a: b", "---"]);
        assert_eq!(lines("---\nsource: a.rs\n"), [""; 0]);
    }

    #[test]
    fn a_file_is_read_as_insta_reads_it() {
        let file = "---\nsource: a.rs\nexpression: \"---\"\n---\na: b\n  1\n\n  ---\n";
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.snap");
        std::fs::write(&path, file).expect("a file");
        let read = insta::Snapshot::from_file(&path).expect("a snapshot");
        let text = read.as_text().expect("a text").to_string();
        assert_eq!(content(file).collect::<Vec<_>>().join("\n"), text);
    }
}

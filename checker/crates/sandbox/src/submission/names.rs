//! Names of files, as somebody else has chosen them.

use course::document::harmless_name;

/// The longest name, in bytes.
pub(super) const LIMIT: usize = 512;

/// The longest name in a report, in characters: its beginning and its end.
const REPORTED: (usize, usize) = (120, 60);

/// What a report calls a name: without control characters, and not too long.
pub(super) fn reported(name: &str) -> String {
    let (start, end) = REPORTED;
    let name = harmless_name(name);
    let count = name.chars().count();
    if count <= start + end {
        return name;
    }
    let before: String = name.chars().take(start).collect();
    let after: String = name.chars().skip(count - end).collect();
    format!("{before}…{after}")
}

/// The name as text; or else what to call it, and why it cannot be used.
pub(super) fn as_text(name: &[u8]) -> Result<String, (String, &'static str)> {
    if name.len() > LIMIT {
        let (start, end) = (&name[..LIMIT / 2], &name[name.len() - LIMIT / 2..]);
        let ends = [start, "…".as_bytes(), end].concat();
        let ends = String::from_utf8_lossy(&ends).into_owned();
        return Err((ends, "its name is too long"));
    }
    let text = String::from_utf8_lossy(name).into_owned();
    if text.as_bytes() == name {
        Ok(text)
    } else {
        Err((text, "its name is not UTF-8 text"))
    }
}

/// The name with slashes between its parts, or why it cannot be used.
pub(super) fn normalized(name: &str) -> Result<String, &'static str> {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_end_matches('/');
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return Err("its name is an absolute path");
    }
    if name.chars().any(char::is_control) {
        return Err("its name has control characters");
    }
    let leads_elsewhere = |part: &str| part.is_empty() || part == "." || part == "..";
    if name.split('/').any(leads_elsewhere) {
        return Err("its name leads somewhere else");
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in [
            "/etc/passwd",
            "../x",
            "a/../../x",
            "..\\x",
            "C:\\x",
            "a//b",
            "a/./b",
            "a\nb",
            "a\u{1b}[2Jb",
            "",
            "..",
        ] {
            assert!(normalized(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_name_is_text_that_is_not_too_long() {
        let as_text = |name: &[u8]| as_text(name);
        assert_eq!(as_text("é.rs".as_bytes()).unwrap(), "é.rs");
        assert_eq!(as_text(b"caf\xe9.rs").unwrap_err().0, "caf\u{fffd}.rs");
        assert!(as_text(&[b'x'; LIMIT]).is_ok());
        let (called, why) = as_text(&[b'x'; 10_000]).unwrap_err();
        assert!(called.len() <= LIMIT + "…".len(), "{called}");
        assert_eq!(why, "its name is too long");
    }

    #[test]
    fn a_report_has_the_ends_of_a_long_name() {
        assert_eq!(reported("a\nb.rs"), "a\\u{a}b.rs");
        let long = reported(&format!("src/{}.rs", "é".repeat(300)));
        assert_eq!(long.chars().count(), 120 + 1 + 60);
        assert!(
            long.starts_with("src/é") && long.ends_with("é.rs"),
            "{long}"
        );
    }

    #[test]
    fn other_names_have_slashes_between_their_parts() {
        assert_eq!(normalized("./a/b.rs").unwrap(), "a/b.rs");
        assert_eq!(normalized("a\\b.rs").unwrap(), "a/b.rs");
        assert_eq!(normalized("a/b/").unwrap(), "a/b");
    }
}

//! Names of files, as somebody else has chosen them.

/// The longest name, in bytes.
const LIMIT: usize = 512;

/// The name with slashes between its parts, or why it cannot be used.
pub(super) fn normalized(name: &str) -> Result<String, &'static str> {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_end_matches('/');
    if name.len() > LIMIT {
        return Err("its name is too long");
    }
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
        assert!(normalized(&"x".repeat(LIMIT + 1)).is_err());
    }

    #[test]
    fn other_names_have_slashes_between_their_parts() {
        assert_eq!(normalized("./a/b.rs").unwrap(), "a/b.rs");
        assert_eq!(normalized("a\\b.rs").unwrap(), "a/b.rs");
        assert_eq!(normalized("a/b/").unwrap(), "a/b");
    }
}

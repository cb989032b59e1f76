//! cargo's messages, one JSON object a line: of each, what the checker reads.
//!
//! The fields are in the books of [cargo] and [rustc].
//!
//! [cargo]: https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
//! [rustc]: https://doc.rust-lang.org/rustc/json.html

use serde::Deserialize;
use std::path::PathBuf;

/// What a line says.
#[derive(Debug)]
pub(crate) enum Message {
    /// A crate was compiled, or need not be.
    Artifact(Artifact),
    /// The compiler found something.
    Diagnostic(Target, Diagnostic),
    /// The build has ended.
    BuildFinished,
    /// The beginning of a line, whose end is not read any more.
    Cut,
    /// Anything else.
    Other,
}

/// What was compiled.
#[derive(Debug)]
pub(crate) struct Artifact {
    pub(crate) target: Target,
    /// The program, if it is one.
    pub(crate) executable: Option<PathBuf>,
    /// Whether it had been compiled before.
    pub(crate) fresh: bool,
}

/// What of a package is compiled, such as its library.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    pub(crate) name: String,
    /// Its root file.
    pub(crate) src_path: PathBuf,
}

/// What the compiler has found.
#[derive(Debug, Deserialize)]
pub(crate) struct Diagnostic {
    pub(crate) message: String,
    /// Such as `error`.
    pub(crate) level: String,
    pub(crate) spans: Vec<Span>,
    pub(crate) children: Vec<Child>,
    /// As it is shown on a terminal.
    pub(crate) rendered: Option<String>,
}

/// A note to a diagnostic.
#[derive(Debug, Deserialize)]
pub(crate) struct Child {
    pub(crate) spans: Vec<Span>,
}

/// A place in a source file.
#[derive(Debug, Deserialize)]
pub(crate) struct Span {
    pub(crate) file_name: PathBuf,
    /// From 1.
    pub(crate) line_start: usize,
    /// Whether the diagnostic is about it; others explain it.
    pub(crate) is_primary: bool,
    pub(crate) text: Vec<SpanLine>,
}

/// A line of the source.
#[derive(Debug, Deserialize)]
pub(crate) struct SpanLine {
    pub(crate) text: String,
}

impl Message {
    /// Reads a line. Whatever is no message known here is [`Message::Other`].
    pub(crate) fn parse(line: &str) -> Self {
        /// The fields of all messages: which there are depends on `reason`.
        #[derive(Deserialize)]
        struct Line {
            reason: String,
            target: Option<Target>,
            message: Option<Diagnostic>,
            executable: Option<PathBuf>,
            #[serde(default)]
            fresh: bool,
        }
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            return Self::Other;
        };
        match (&*line.reason, line.target, line.message) {
            ("compiler-artifact", Some(target), _) => Self::Artifact(Artifact {
                target,
                executable: line.executable,
                fresh: line.fresh,
            }),
            ("compiler-message", Some(target), Some(diagnostic)) => {
                Self::Diagnostic(target, diagnostic)
            }
            ("build-finished", ..) => Self::BuildFinished,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_its_reason_says() {
        let program = r#"{"reason":"compiler-artifact","package_id":"a","fresh":true,
            "target":{"kind":["bin"],"name":"a","src_path":"/a/src/main.rs"},
            "executable":"/target/debug/a"}"#;
        let Message::Artifact(artifact) = Message::parse(program) else {
            panic!("no artifact");
        };
        assert_eq!(artifact.executable, Some(PathBuf::from("/target/debug/a")));
        assert!(artifact.fresh && artifact.target.name == "a");
        let finished = r#"{"reason":"build-finished","success":false}"#;
        assert!(matches!(Message::parse(finished), Message::BuildFinished));
        let ran = r#"{"reason":"build-script-executed","package_id":"a"}"#;
        for other in ["", "Compiling a", "{}", ran] {
            assert!(matches!(Message::parse(other), Message::Other), "{other}");
        }
    }

    #[test]
    fn a_diagnostic_may_be_nested_as_deep_as_macros_are() {
        let span = |expansion: &str| {
            format!(
                r#"{{"file_name":"src/lib.rs","line_start":3,"is_primary":true,
                "text":[{{"text":"a!()"}}],"expansion":{expansion}}}"#
            )
        };
        let deep = (0..500).fold("null".to_owned(), |inner, _| {
            format!(r#"{{"span":{}}}"#, span(&inner))
        });
        let line = format!(
            r#"{{"reason":"compiler-message","target":{{"name":"a","src_path":"src/lib.rs"}},
            "message":{{"message":"no","level":"error","rendered":"error: no",
            "spans":[{}],"children":[]}}}}"#,
            span(&deep)
        );
        let Message::Diagnostic(_, diagnostic) = Message::parse(&line) else {
            panic!("no diagnostic");
        };
        assert_eq!(diagnostic.spans[0].line_start, 3);
    }
}

//! Diagnostics of the compiler, in terms of the student's files.

use crate::launcher::Launcher;
use crate::workspace::Subject;
use course::outcome::{BuildFailure, Diagnostic};
use std::path::{Path, PathBuf};

/// The failure of a crate whose compilation was stopped.
pub(super) fn too_long(launcher: &dyn Launcher) -> BuildFailure {
    let limits = launcher.build_limits(1);
    let seconds = limits.map_or(0, |limits| limits.time.as_secs());
    let message = format!("it was stopped: compiling it takes more than {seconds} seconds");
    BuildFailure::Compile(vec![Diagnostic {
        rendered: format!("error: {message}\n"),
        message,
        file: None,
        line: None,
        mentions: Vec::new(),
    }])
}

/// An error in a step file, as if it were in the lesson's own file.
pub(super) fn in_step_file(
    subject: &Subject<'_>,
    scenarios: &Path,
    diagnostic: &Diagnostic,
) -> Diagnostic {
    let mut plain = tidy(subject, diagnostic);
    if let Some(substitution) = &subject.substitution {
        let own = subject.lesson.scenarios();
        let rendered = plain.rendered.replace(
            &*subject.tidy(&scenarios.to_string_lossy()),
            &subject.tidy(&own.to_string_lossy()),
        );
        plain.rendered = substitution.decode_for_reading(&rendered);
        plain.message = substitution.decode_for_reading(&plain.message);
    }
    plain
}

/// A diagnostic that names files as students know them.
pub(super) fn tidy(subject: &Subject<'_>, diagnostic: &Diagnostic) -> Diagnostic {
    let tidy_path = |file: &PathBuf| PathBuf::from(subject.tidy(&file.to_string_lossy()));
    let mut tidied = diagnostic.clone();
    tidied.rendered = subject.tidy(&diagnostic.rendered);
    tidied.file = diagnostic.file.as_ref().map(tidy_path);
    for mention in &mut tidied.mentions {
        mention.file = tidy_path(&mention.file);
    }
    tidied
}

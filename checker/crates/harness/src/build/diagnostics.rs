//! Diagnostics of the compiler, in terms of the student's files.

use crate::cargo::{CargoOutput, Stopped};
use crate::deadline::Deadline;
use crate::launcher::BuildLimits;
use crate::workspace::Subject;
use course::outcome::{BuildFailure, Diagnostic};
use std::path::{Path, PathBuf};

/// The failure of a crate whose compilation was stopped.
pub(super) fn stopped(why: Stopped, limits: BuildLimits) -> BuildFailure {
    let mib = |bytes: u64| bytes / (1024 * 1024);
    let why = match why {
        Stopped::TooLong => format!(
            "compiling it takes more than {} seconds",
            limits.time.as_secs()
        ),
        Stopped::TooMuchSaid => format!("cargo says more than {} MiB about it", mib(limits.output)),
        Stopped::TooMuchWritten => {
            format!("compiling it writes more than {} MiB", mib(limits.written))
        }
    };
    BuildFailure::Compile(vec![without_place(format!("it was stopped: {why}"))])
}

/// The failure of a crate that was to be compiled when the time for everything was over.
pub(super) fn not_reached(deadline: Deadline) -> BuildFailure {
    BuildFailure::NotReached(deadline.is_over())
}

/// Why a subject has no program although neither its crate nor a step file has an error: an error
/// that only shows when generic code is used, or a compiler that crashed. `None` if cargo does not
/// say that it is this crate, or its program in the folder `member`, or if the machine is at fault.
pub(super) fn unexplained(
    subject: &Subject<'_>,
    member: &Path,
    output: &CargoOutput,
) -> Option<BuildFailure> {
    let packages = [subject.program(), subject.lesson.id.clone()];
    let mut names = packages.iter();
    let is_named = names.any(|name| {
        output
            .stderr
            .contains(&format!("could not compile `{name}`"))
    });
    let errors = output.errors.get(member).map_or(&[][..], Vec::as_slice);
    let said = errors.iter().map(|error| &error.message);
    let mut said = said.chain([&output.stderr]);
    if !is_named || said.any(|said| is_of_the_machine(said)) {
        return None;
    }
    let mut errors: Vec<_> = errors.iter().map(|error| tidy(subject, error)).collect();
    if errors.is_empty() {
        errors.push(crash(&output.stderr));
    }
    Some(BuildFailure::Compile(errors))
}

/// Whether the compiler could not do its work. What it says of that has no place in a file; what a
/// student makes it say has one.
pub(super) fn are_of_the_machine(errors: &[Diagnostic]) -> bool {
    let mut errors = errors.iter().filter(|error| error.file.is_none());
    errors.any(|error| is_of_the_machine(&error.message))
}

/// Whether cargo or a compiler says that no crate is at fault.
pub(super) fn is_of_the_machine(said: &str) -> bool {
    OF_THE_MACHINE.iter().any(|it| said.contains(it))
}

/// What they say then: there is no room or no memory, nothing may be written, or there is no linker
/// or no compiler.
const OF_THE_MACHINE: [&str; 8] = [
    "No space left on device",
    "Disk quota exceeded",
    "Permission denied",
    "Cannot allocate memory",
    "Read-only file system",
    "linking with `",
    "linker `",
    "(never executed)",
];

/// The compiler ended, and said of no line that it is wrong.
fn crash(stderr: &str) -> Diagnostic {
    let how = stderr
        .split_once("process didn't exit successfully")
        .and_then(|(_, rest)| {
            let how = rest.lines().next()?.rsplit_once('(')?.1;
            Some(how.trim_end_matches(')').to_owned())
        });
    let how = how.unwrap_or_else(|| "it does not say why".to_owned());
    let mut crash = without_place(format!("the compiler ended before it was done ({how})"));
    crash
        .rendered
        .push_str("  = help: something in this lesson may be nested too deeply, or too large\n");
    crash
}

fn without_place(message: String) -> Diagnostic {
    Diagnostic {
        rendered: format!("error: {message}\n"),
        message,
        file: None,
        line: None,
        mentions: Vec::new(),
    }
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

//! Diagnostics of the compiler, in terms of the student's files.

use crate::cargo::{CargoOutput, Stopped};
use crate::deadline::Deadline;
use crate::launcher::BuildLimits;
use crate::workspace::Subject;
use course::document::harmless;
use course::outcome::{BuildFailure, Diagnostic};
use std::fmt::Write;
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

/// Who is at fault where a subject has no program, although no file of it is wrong.
#[derive(Debug)]
pub(super) enum Fault {
    /// The subject: an error that only shows when generic code is used, a compiler that crashed, a
    /// program that cannot be linked, or a build script that fails.
    Lesson(Vec<Diagnostic>),
    /// The system ended the compiler, as it does where memory is full. That may be because of others.
    Killed(Vec<Diagnostic>),
    /// The machine.
    Machine,
}

/// Who is at fault where one of these `packages`, which belong to one subject, was not built. The
/// `errors` are those about its program. `None` if cargo does not name it.
pub(super) fn unexplained(packages: &[&str], errors: &[Diagnostic], stderr: &str) -> Option<Fault> {
    let mut names = packages.iter();
    if let Some(script) = names.find_map(|name| script_failed(name, stderr)) {
        return Some(Fault::Lesson(vec![script]));
    }
    let mut names = packages.iter();
    let about = names.find_map(|name| said_of(&format!("could not compile `{name}`"), stderr))?;
    if are_of_the_machine(errors) || is_of_the_machine(stderr) {
        return Some(Fault::Machine);
    }
    if was_ended_by(KILL, about, errors) {
        return Some(Fault::Killed(vec![killed()]));
    }
    if was_ended_by(TOO_LONG_A_FILE, about, errors) {
        let why = "it was stopped: compiling it writes a file that is too large".to_owned();
        return Some(Fault::Lesson(vec![without_place(why)]));
    }
    if errors.is_empty() {
        return Some(Fault::Lesson(vec![crash(about)]));
    }
    Some(Fault::Lesson(errors.to_vec()))
}

/// What there is to say of a lesson that alone keeps the rest from being built, for no known reason.
pub(super) fn unknown(output: &CargoOutput) -> Vec<Diagnostic> {
    let errors: Vec<_> = output.errors.values().flatten().cloned().collect();
    if !errors.is_empty() {
        return errors;
    }
    let stderr = harmless(&output.stderr);
    let mut lines = stderr.lines();
    let first = lines.find_map(|line| line.strip_prefix("error: "));
    let first = first.unwrap_or("cargo ended before it was done");
    vec![with_details(first.to_owned(), &stderr)]
}

/// Whether the compiler could not do its work. What it says of that has no place in a file; what a
/// student makes it say has one.
pub(super) fn are_of_the_machine(errors: &[Diagnostic]) -> bool {
    let mut errors = errors.iter().filter(|error| error.file.is_none());
    errors.any(|error| {
        let said = &error.message;
        let has_no_linker = said.starts_with("linker `") && said.ends_with("` not found")
            || said.starts_with("could not exec the linker `");
        // Only the linker's own words say why it failed.
        let is_full = is_of_linker(error) && FULL.iter().any(|full| error.rendered.contains(full));
        has_no_linker || is_full || is_of_the_machine(said)
    })
}

/// Whether cargo or a compiler says that no crate is at fault. What students have written stands
/// between backticks, in a quoted line, in a warning, below a build script that failed, or behind a
/// panic.
pub(super) fn is_of_the_machine(said: &str) -> bool {
    let mut own = said
        .lines()
        .take_while(|line| !line.contains("panicked at"));
    let mut in_script = false;
    own.any(|line| {
        if line.starts_with("error: ") {
            in_script = line.contains("custom build command");
        }
        let end = line.rsplit('`').next().unwrap_or_default();
        let mut words = FULL.iter().chain(&OF_THE_MACHINE);
        let is_quoted = in_script || line.contains(" | ") || line.starts_with("warning: ");
        !is_quoted && words.any(|it| end.contains(it))
    })
}

/// What they say where there is no room.
const FULL: [&str; 2] = ["No space left on device", "Disk quota exceeded"];

/// What else they say then: there is no memory, nothing may be written, or there is no compiler.
const OF_THE_MACHINE: [&str; 4] = [
    "Permission denied",
    "Cannot allocate memory",
    "Read-only file system",
    "(never executed)",
];

fn is_of_linker(error: &Diagnostic) -> bool {
    error.file.is_none() && error.message.starts_with("linking with `")
}

/// The number of SIGKILL (signal(7)).
const KILL: u8 = 9;

/// The number of SIGXFSZ on Linux (signal(7)): a process wrote more to a file than it may.
const TOO_LONG_A_FILE: u8 = 25;

/// Whether this signal ended the compiler, of which cargo speaks in `about`, or its linker.
fn was_ended_by(signal: u8, about: &str, errors: &[Diagnostic]) -> bool {
    let directly = format!("signal: {signal}");
    let below = format!("terminated with signal {signal}");
    about.contains(&format!("({directly}"))
        || errors.iter().any(|error| {
            let is_ended = error.message.contains(&directly) || error.rendered.contains(&below);
            is_of_linker(error) && is_ended
        })
}

/// What cargo says below the error that contains `words`, up to the next error.
fn said_of<'s>(words: &str, stderr: &'s str) -> Option<&'s str> {
    let (_, rest) = stderr.split_once(words)?;
    let ends = ["\nerror: ", "\nwarning: "].map(|next| rest.find(next));
    let end = ends.into_iter().flatten().min().unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The error for a package whose build script fails.
fn script_failed(name: &str, stderr: &str) -> Option<Diagnostic> {
    let about = said_of(
        &format!("failed to run custom build command for `{name} v"),
        stderr,
    )?;
    let why = about.split_once("--- stderr").map_or(about, |(_, why)| why);
    Some(with_details(
        format!("the build script of `{name}` fails"),
        &harmless(why),
    ))
}

/// An error with what was said of it, each line of that below its own.
fn with_details(message: String, details: &str) -> Diagnostic {
    let mut error = without_place(message);
    let details = details.lines().map(str::trim);
    let details = details.filter(|line| !line.is_empty() && !line.starts_with("Compiling "));
    for line in details.take(DETAILS) {
        let line: String = line.chars().take(LINE).collect();
        let _ = writeln!(error.rendered, "  | {line}");
    }
    error
}

/// How many lines of details are shown.
const DETAILS: usize = 20;

/// How many characters of such a line.
const LINE: usize = 400;

/// The compiler ended, and said of no line that it is wrong.
fn crash(about: &str) -> Diagnostic {
    let how = about
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

/// The system has ended the compiler, also when nothing else was compiled.
fn killed() -> Diagnostic {
    let mut killed = without_place(
        "the system ended the compiler twice (SIGKILL): memory was full while it was compiled"
            .to_owned(),
    );
    killed
        .rendered
        .push_str("  = help: compiling this lesson may take too much memory, or this machine has too little\n");
    killed
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

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["submission-config-1", "config"];
    const NOT_LINKED: &str = "   Compiling config v0.0.0 (/course/lessons/01-config)\n\
        error: could not compile `submission-config-1` (bin \"submission-config-1\") due to 1 \
        previous error\n";

    fn linker(said: &str) -> Diagnostic {
        let mut error = without_place("linking with `cc` failed: exit status: 1".to_owned());
        error.rendered += said;
        error
    }

    #[track_caller]
    fn assert_is_of_lesson(errors: &[Diagnostic], stderr: &str) -> Vec<Diagnostic> {
        match unexplained(&NAMES, errors, stderr) {
            Some(Fault::Lesson(errors)) => errors,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn assert_is_of_machine(errors: &[Diagnostic], stderr: &str) {
        let found = unexplained(&NAMES, errors, stderr);
        assert!(matches!(found, Some(Fault::Machine)), "{found:?}");
    }

    #[test]
    fn a_student_cannot_speak_for_the_machine() {
        for said in FULL.iter().chain(&OF_THE_MACHINE) {
            let mut asserted = without_place(format!("evaluation panicked: {said}"));
            asserted.file = Some("lessons/01-config/src/wal.rs".into());
            assert_is_of_lesson(&[asserted], NOT_LINKED);
            let library =
                without_place(format!("could not find native static library `{said}`, no"));
            assert_is_of_lesson(&[library], NOT_LINKED);
            let panicked = format!("thread 'rustc' panicked at a.rs:1:1:\n{said}\n{NOT_LINKED}");
            assert_is_of_lesson(&[], &panicked);
        }
    }

    #[test]
    fn a_program_that_cannot_be_linked_is_its_lessons() {
        let errors = [linker(
            "ld: undefined reference to `sqlite3_load_extension'\n",
        )];
        let told = assert_is_of_lesson(&errors, NOT_LINKED);
        assert!(told[0].rendered.contains("sqlite3_load_extension"));
        assert_is_of_machine(
            &[linker("ld: final link failed: No space left on device\n")],
            NOT_LINKED,
        );
    }

    #[test]
    fn a_machine_without_a_linker_or_room_is_no_lessons_fault() {
        for said in [
            "linker `cc` not found",
            "could not exec the linker `cc`",
            "failed to write `/target/a.o`: No space left on device (os error 28)",
        ] {
            assert_is_of_machine(&[without_place(said.to_owned())], NOT_LINKED);
        }
        let never = "error: could not compile `config` (lib)\n\nCaused by:\n  could not execute \
            process `rustc --crate-name config` (never executed)\n\nCaused by:\n  \
            Cannot allocate memory (os error 12)\n";
        assert_is_of_machine(&[], never);
    }

    #[test]
    fn a_build_script_that_fails_is_its_lessons() {
        let stderr = "error: failed to run custom build command for `config v0.1.0 (/course)`\n\n\
            Caused by:\n  process didn't exit successfully: `build` (exit status: 101)\n  \
            --- stderr\n\n  thread 'main' panicked at build.rs:1:13:\n  \
            No space left on device (os error 28)\n";
        let told = assert_is_of_lesson(&[], stderr);
        assert_eq!(told[0].message, "the build script of `config` fails");
        assert!(told[0].rendered.contains("build.rs:1:13"), "{told:?}");
        let other = stderr.replace("`config", "`libsqlite3-sys");
        assert!(unexplained(&NAMES, &[], &other).is_none());
        assert!(!is_of_the_machine(stderr));
        assert!(!is_of_the_machine(
            "error: no TOML\n22 | a = Permission denied\n"
        ));
    }

    #[test]
    fn a_compiler_that_is_killed_is_not_nested_too_deeply() {
        let crashed = |how: &str| {
            format!(
                "error: could not compile `other` (lib)\n\nCaused by:\n  process didn't exit \
                 successfully: `rustc` (signal: 11, SIGSEGV)\nerror: could not compile `config` \
                 (lib)\n\nCaused by:\n  process didn't exit successfully: `rustc` ({how})\n"
            )
        };
        let killed = unexplained(&NAMES, &[], &crashed("signal: 9, SIGKILL: kill"));
        assert!(matches!(killed, Some(Fault::Killed(_))), "{killed:?}");
        let linker = [linker(
            "collect2: fatal error: ld terminated with signal 9 [Killed]\n",
        )];
        let killed = unexplained(&NAMES, &linker, NOT_LINKED);
        assert!(matches!(killed, Some(Fault::Killed(_))), "{killed:?}");
        let told = assert_is_of_lesson(&[], &crashed("signal: 6, SIGABRT"));
        assert!(told[0].message.contains("SIGABRT"), "{told:?}");
    }

    /// The kernel may be faster than whoever measures the folder.
    #[test]
    fn a_compiler_that_writes_too_large_a_file_is_not_nested_too_deeply() {
        let crashed = "error: could not compile `config` (lib)\n\nCaused by:\n  process didn't \
            exit successfully: `rustc` (signal: 25)\n";
        let linker = [linker(
            "collect2: fatal error: ld terminated with signal 25 [File size limit exceeded]\n",
        )];
        for told in [
            assert_is_of_lesson(&[], crashed),
            assert_is_of_lesson(&linker, NOT_LINKED),
        ] {
            let [told] = &told[..] else {
                panic!("{told:?}")
            };
            assert!(
                told.message.contains("a file that is too large"),
                "{told:?}"
            );
        }
    }
}

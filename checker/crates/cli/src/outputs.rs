//! Where reports go: to standard output, to files, and into the job on GitHub Actions.

use crate::format_arg::Output;
use anstream::AutoStream;
use course::catalogue;
use course::document::{harmless, harmless_but_colours};
use course::error::Error;
use course::exit_code::ExitCode;
use course::grade::Grade;
use course::lesson::Course;
use formats::ci::{self, Actions};
use formats::{Format, Graded, atomic_file, diagrams, github};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{self, Path, PathBuf};
use std::time::SystemTime;
use terminal::Style;

/// Where the reports of this run go.
pub struct Outputs {
    files: Vec<(Format, PathBuf)>,
    stdout: Format,
    /// The job whose log gets annotations, if this is one.
    actions: Option<Actions>,
    started: SystemTime,
}

impl Outputs {
    /// Standard output is for people unless a format asks for it. GitHub Actions gets
    /// annotations only if the command grades (`is_grading`).
    pub fn of(asked: Vec<Output>, is_grading: bool) -> Result<Self, Error> {
        let mut stdout = None;
        let mut files: Vec<(Format, PathBuf)> = Vec::new();
        for Output { format, file } in asked {
            match file.map(|file| path::absolute(&file).unwrap_or(file)) {
                Some(file) if files.iter().any(|(_, other)| *other == file) => {
                    return Err(Error::Usage(format!(
                        "two formats go into {}; give each a file of its own",
                        file.display()
                    )));
                }
                Some(file) => files.push((format, file)),
                None if stdout.is_some() => {
                    return Err(Error::Usage(
                        "only one format can go to standard output; give the others a file, \
                         such as `--format junit=junit.xml`"
                            .to_owned(),
                    ));
                }
                None => stdout = Some(format),
            }
        }
        if !files.is_empty() {
            // Before the work, not after it.
            let root = catalogue::root_here()?;
            for (_, file) in &files {
                atomic_file::refuse_lessons(file, &root)?;
            }
        }
        let outputs = Self {
            files,
            stdout: stdout.unwrap_or(Format::Terminal),
            actions: Actions::here().filter(|_| is_grading),
            started: SystemTime::now(),
        };
        outputs.refuse_without_classroom()?;
        Ok(outputs)
    }

    fn formats(&self) -> impl Iterator<Item = Format> {
        let files = self.files.iter().map(|(format, _)| *format);
        files.chain([self.stdout])
    }

    fn refuse_without_classroom(&self) -> Result<(), Error> {
        let is_asked = self.formats().any(|format| format == Format::Classroom50);
        if is_asked && ci::run_metadata(self.started).classroom50.is_none() {
            return Err(Error::Usage(
                "the format `classroom50` needs the variables that Classroom 50 gives to \
                 autograders: CLASSROOM, ASSIGNMENT, OWNER, SUBMISSION_TAG (submit/…), \
                 COMMIT_URL and RELEASE_URL"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Writes all reports, also if one of them cannot be written.
    pub fn write(&self, course: &Course, grade: &Grade<'_>, style: Style<'_>) -> ExitCode {
        let needs_diagrams =
            self.summary().is_some() || self.formats().any(|format| format == Format::Markdown);
        let diagrams = if needs_diagrams {
            diagrams::of_grade(course, grade)
        } else {
            BTreeMap::new()
        };
        let run_metadata = ci::run_metadata(self.started);
        let graded = Graded {
            grade,
            diagrams: &diagrams,
            run_metadata: &run_metadata,
            style,
        };
        let written = self.write_each(|out, format| formats::write(out, format, graded));
        let code = grade.exit_code();
        if written { code } else { ExitCode::Environment }
    }

    /// Writes why there is no grade, in place of each report. If the command line was
    /// wrong, nothing has begun and no file is touched.
    pub fn write_error(&self, error: &Error) {
        self.print(error);
        let run_metadata = ci::run_metadata(self.started);
        let write = |out: &mut dyn Write, format| match format {
            // It is on standard error already.
            Format::Terminal => Ok(()),
            format => formats::write_error(out, format, error, &run_metadata),
        };
        if let Error::Usage(_) = error {
            let _ = terminal::print(|out| write(out, self.stdout));
        } else {
            self.write_each(write);
        }
    }

    fn summary(&self) -> Option<&Path> {
        self.actions.as_ref()?.summary.as_deref()
    }

    /// Writes to standard output, to each file, and to the summary of a job on GitHub
    /// Actions. Prints what went wrong, and returns whether nothing did.
    fn write_each(&self, write: impl Fn(&mut dyn Write, Format) -> io::Result<()>) -> bool {
        let rendered = |format| {
            let mut bytes = Vec::new();
            write(&mut bytes, format).map_err(Error::while_doing("write a report"))?;
            Ok(anstream::adapter::strip_bytes(&bytes).into_vec())
        };
        let mut results = vec![self.write_stdout(&write)];
        for (format, file) in &self.files {
            results.push(rendered(*format).and_then(|bytes| atomic_file::write(file, &bytes)));
        }
        if let Some(summary) = self.summary() {
            let page = rendered(Format::Markdown);
            results.push(page.and_then(|page| ci::append(summary, &page)));
        }
        let errors: Vec<Error> = results.into_iter().filter_map(Result::err).collect();
        for error in &errors {
            self.print(error);
        }
        errors.is_empty()
    }

    fn write_stdout(
        &self,
        write: &impl Fn(&mut dyn Write, Format) -> io::Result<()>,
    ) -> Result<(), Error> {
        let Some(Actions { token, .. }) = &self.actions else {
            return terminal::print(|out| write(out, self.stdout));
        };
        match self.stdout {
            Format::Terminal => terminal::print(|out| {
                github::write_guarded(out, token, |out| write(out, Format::Terminal))?;
                write(out, Format::Github)
            }),
            Format::Github => terminal::print(|out| write(out, Format::Github)),
            format => {
                terminal::print(|out| write(out, format))?;
                // Standard output holds this format and nothing else; GitHub Actions
                // looks for annotations on standard error, too.
                write(&mut io::stderr(), Format::Github)
                    .map_err(Error::while_doing("write the annotations"))
            }
        }
    }

    /// Prints an error for a person. It may quote a compiler, and so a student.
    fn print(&self, error: &Error) {
        match &self.actions {
            None => print_error(error),
            Some(Actions { token, .. }) => {
                let _ = github::write_guarded(&mut io::stderr(), token, |out| {
                    writeln!(out, "error: {}", harmless(&error.to_string()))
                });
            }
        }
    }
}

/// Prints an error on standard error. It may quote cargo, with its colours, or a name with
/// control characters.
pub fn print_error(error: &Error) {
    // If it cannot be written, there is still the exit code.
    let text = harmless_but_colours(&error.to_string());
    let _ = terminal::write_error(&mut AutoStream::auto(io::stderr()), &text);
}

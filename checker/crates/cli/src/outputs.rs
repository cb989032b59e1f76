//! `--format NAME[=FILE]`: in which formats a report is written, and where to.

use anstream::AutoStream;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use course::catalogue;
use course::document::harmless;
use course::error::Error;
use course::exit_code::ExitCode;
use course::grade::Grade;
use course::lesson::Course;
use formats::atomic_file;
use formats::ci::{self, Actions};
use formats::diagrams;
use formats::{Format, Graded, github};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{self, Path, PathBuf};
use std::time::SystemTime;
use terminal::Style;

/// A format, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    format: Format,
    /// `None`: standard output.
    file: Option<PathBuf>,
}

impl Output {
    pub fn to_stdout(format: Format) -> Self {
        Self { format, file: None }
    }
}

/// Reads `NAME` or `NAME=FILE`; the file `-` is standard output.
#[derive(Debug, Clone)]
pub struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        let (name, file) = match value.to_str().and_then(|text| text.split_once('=')) {
            Some((name, file)) => (OsStr::new(name), Some(file)),
            None => (value, None),
        };
        let known = PossibleValuesParser::new(Format::ALL.map(Format::name));
        let name = known.parse_ref(command, argument, name)?;
        let file = file.filter(|file| *file != "-");
        if file == Some("") {
            let why = format!("`{name}=` needs the name of a file\n");
            return Err(clap::Error::raw(ErrorKind::InvalidValue, why).with_cmd(command));
        }
        let format = Format::ALL.into_iter().find(|format| format.name() == name);
        Ok(Output {
            format: format.unwrap_or(Format::Terminal),
            file: file.map(PathBuf::from),
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = Format::ALL.into_iter();
        Some(Box::new(values.map(|format| {
            PossibleValue::new(format.name()).help(format.about())
        })))
    }
}

/// Where the reports of this run go.
pub struct Outputs {
    files: Vec<(Format, PathBuf)>,
    stdout: Format,
    actions: Option<Actions>,
    started: SystemTime,
}

impl Outputs {
    /// Standard output is for people, unless another format asks for it. Of what is
    /// no grading, GitHub Actions is told nothing.
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

    /// Writes all reports. One that cannot be written keeps no other from it.
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

    /// Writes why there is no grade, in place of each report. Where the command line was
    /// wrong, nothing was begun, and no file is touched.
    pub fn write_error(&self, error: &Error) {
        self.tell(error);
        let run_metadata = ci::run_metadata(self.started);
        let write = |out: &mut dyn Write, format| match format {
            // It is told already.
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

    /// Writes to standard output, to each file, and what GitHub Actions shows of itself.
    /// Says whether all could be written; what could not is told.
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
            self.tell(error);
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
                // Whoever reads standard output reads this format and nothing else.
                // GitHub Actions looks for commands in both.
                write(&mut io::stderr(), Format::Github)
                    .map_err(Error::while_doing("write the annotations"))
            }
        }
    }

    /// Tells a person. The text may be a compiler's, and so a student's.
    fn tell(&self, error: &Error) {
        match &self.actions {
            None => tell_error(error),
            Some(Actions { token, .. }) => {
                let _ = github::write_guarded(&mut io::stderr(), token, |out| {
                    writeln!(out, "error: {}", harmless(&error.to_string()))
                });
            }
        }
    }
}

/// Tells a person why a command was not obeyed.
pub fn tell_error(error: &Error) {
    // With nowhere to write to, the exit code still tells.
    let _ = terminal::write_error(&mut AutoStream::auto(io::stderr()), &error.to_string());
}

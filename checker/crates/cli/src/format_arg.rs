//! `--format NAME[=FILE]` as clap reads it.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use formats::Format;
use std::ffi::OsStr;
use std::path::PathBuf;

/// A format, and where the report in it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub(crate) format: Format,
    /// The file; `None`: standard output.
    pub(crate) file: Option<PathBuf>,
}

impl Output {
    /// A report on standard output.
    pub fn to_stdout(format: Format) -> Self {
        Self { format, file: None }
    }
}

/// Reads `NAME` or `NAME=FILE`; the file `-` is standard output.
#[derive(Debug, Clone)]
pub(crate) struct OutputParser;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(value: &str) -> Result<Output, clap::Error> {
        let command = clap::Command::new("checker");
        OutputParser.parse_ref(&command, None, OsStr::new(value))
    }

    #[test]
    fn a_format_goes_to_standard_output_or_into_a_file() {
        let output = |value| parsed(value).expect("a format");
        assert_eq!(output("json"), Output::to_stdout(Format::Json));
        assert_eq!(output("json=-"), Output::to_stdout(Format::Json));
        let file = output("junit-strict=a=b.xml");
        assert_eq!(file.format, Format::JunitStrict);
        assert_eq!(file.file, Some(PathBuf::from("a=b.xml")));
    }

    #[test]
    fn a_wrong_name_and_a_missing_file_are_refused() {
        for value in ["yaml", "", "=x", "json="] {
            assert!(parsed(value).is_err(), "{value}");
        }
    }
}

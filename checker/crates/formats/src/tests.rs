//! Every format for every kind of grade: valid by its schema, and harmless.

mod cases;

use crate::{Classroom50, RunMetadata};
use crate::{Format, Graded, write, write_error};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use boon::{Compiler, Schemas};
use cases::{Case, HOSTILE, cases};
use course::error::Error;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use terminal::Style;

fn run_metadata() -> RunMetadata {
    RunMetadata {
        started: 1_795_275_720_250,
        ended: 1_795_275_727_500,
        student: "=susan, \"s\"".to_owned(),
        classroom50: Some(Classroom50 {
            classroom: "db".to_owned(),
            assignment: "microblog".to_owned(),
            is_group: false,
            owner: "susan".to_owned(),
            submission: "submit/2026-11-20T23-59-59Z-0a1b2c3".to_owned(),
            commit: "https://example.org/commit".to_owned(),
            release: "https://example.org/release".to_owned(),
            review: "https://example.org/review".to_owned(),
        }),
    }
}

fn error() -> Error {
    Error::Build {
        what: "the lessons",
        said: format!("{HOSTILE}\nerror: no matching package"),
    }
}

/// What is written of a case; `None` is an error, of which there is no grade.
fn written(case: Option<&Case>, format: Format) -> String {
    let mut text = Vec::new();
    let done = match case {
        None => write_error(&mut text, format, &error(), &run_metadata()),
        Some(case) => {
            let style = Style {
                width: 80,
                height: 24,
                all: false,
                next: None,
                in_watch: false,
                root: Path::new("/course"),
            };
            let graded = Graded {
                grade: &case.grade,
                diagrams: &case.diagrams,
                run_metadata: &run_metadata(),
                style,
            };
            write(&mut text, format, graded)
        }
    };
    done.expect("a vector takes all");
    let text = anstream::adapter::strip_bytes(&text).into_vec();
    String::from_utf8(text).expect("text")
}

/// All cases in a format, by name. They are written once for all tests.
fn all(format: Format) -> &'static [(&'static str, String)] {
    static ALL: [OnceLock<Vec<(&str, String)>>; Format::ALL.len()] =
        [const { OnceLock::new() }; Format::ALL.len()];
    ALL[format as usize].get_or_init(|| {
        let of_cases = cases()
            .iter()
            .map(|case| (case.name, written(Some(case), format)));
        of_cases.chain([("error", written(None, format))]).collect()
    })
}

/// One case in a format.
fn one(name: &str, format: Format) -> &'static str {
    let mut all = all(format).iter();
    let found = all.find(|(other, _)| *other == name);
    &found.expect("a case of this name").1
}

/// The JSON that a format holds.
fn value(format: Format, text: &str) -> Value {
    let decoded = text
        .strip_prefix("result=")
        .map(|text| decoded(text.trim_end()));
    let text = decoded.unwrap_or_else(|| text.to_owned());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{format:?}: {error}: {text}"))
}

fn decoded(base64: &str) -> String {
    let bytes = BASE64.decode(base64).expect("base64");
    String::from_utf8(bytes).expect("text")
}

/// Formats that are JSON, each with the file of its schema.
const SCHEMAS: [(Format, &str); 6] = [
    (Format::Json, "grade-v1.schema.json"),
    (Format::Ctrf, "ctrf.schema.json"),
    (Format::Classroom50, "classroom50-result-v1.schema.json"),
    (Format::GithubClassroom, "github-classroom.schema.json"),
    (Format::Gradescope, "gradescope.schema.json"),
    (Format::Prairielearn, "prairielearn.schema.json"),
];

#[test]
fn each_case_is_valid_by_its_schema() {
    for (format, schema) in SCHEMAS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
        let path = path.join(schema);
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = compiler.compile(&path.to_string_lossy(), &mut schemas);
        let schema = schema.unwrap_or_else(|error| panic!("{error:#}"));
        let errors = |value: &Value| schemas.validate(value, schema).map_err(|e| e.to_string());
        assert!(errors(&Value::Null).is_err(), "{format:?} takes anything");
        for (name, text) in all(format) {
            let errors = errors(&value(format, text));
            assert_eq!(errors, Ok(()), "{format:?} of {name}:\n{text}");
        }
    }
}

#[test]
fn no_format_has_a_line_that_github_actions_obeys() {
    for format in Format::ALL {
        for (name, text) in all(format) {
            // The terminal's report is wrapped, the annotations are commands.
            if matches!(format, Format::Terminal | Format::Github) {
                continue;
            }
            for line in text.lines() {
                let obeyed = line.trim().starts_with("::") || line.contains("##[");
                assert!(!obeyed, "{format:?} of {name}: {line}");
            }
        }
    }
}

#[test]
fn annotations_are_one_line_each_and_few() {
    for (name, text) in all(Format::Github) {
        let errors = text.lines().filter(|line| line.starts_with("::error "));
        assert!(errors.count() <= 10, "{name}: {text}");
        for line in text.lines() {
            let command = line
                .strip_prefix("::")
                .and_then(|line| line.split_once("::"));
            let (command, message) = command.unwrap_or_else(|| panic!("{name}: {line}"));
            let (command, properties) = command.split_once(' ').expect("properties");
            assert!(["error", "notice"].contains(&command), "{name}: {line}");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').expect("a value");
                assert!(["file", "line", "title"].contains(&key), "{name}: {line}");
                assert!(!value.contains(':'), "{name}: {line}");
            }
            assert!(!message.contains('\r'), "{name}: {line}");
        }
    }
}

#[test]
fn points_are_the_same_in_all_formats() {
    let sum = |tests: &Value, field: &str| -> u64 {
        let tests = tests.as_array().expect("tests").iter();
        tests
            .map(|test| test[field].as_u64().expect("points"))
            .sum()
    };
    for case in cases() {
        let earned = u64::from(case.grade.earned());
        let read = |format| value(format, one(case.name, format));
        let name = case.name;
        let json = read(Format::Json);
        assert_eq!(json["points"]["earned"], earned, "{name}");
        let gradescope = read(Format::Gradescope);
        assert_eq!(gradescope["score"], earned, "{name}");
        assert_eq!(sum(&gradescope["tests"], "score"), earned, "{name}");
        let classroom = read(Format::Classroom50);
        assert_eq!(classroom["score"], earned, "{name}");
        assert_eq!(sum(&classroom["tests"], "score"), earned, "{name}");
        assert!(
            earned <= classroom["max-score"].as_u64().expect("points"),
            "{name}"
        );
        assert_eq!(
            sum(&read(Format::GithubClassroom)["tests"], "score"),
            earned,
            "{name}"
        );
        let prairielearn = read(Format::Prairielearn);
        if prairielearn["gradable"] == true {
            assert_eq!(sum(&prairielearn["tests"], "points"), earned, "{name}");
        }
        let summary = &read(Format::Ctrf)["results"]["summary"];
        let parts = ["passed", "failed", "skipped", "pending", "other"];
        let parts = parts.map(|part| summary[part].as_u64().expect("a count"));
        assert_eq!(summary["tests"], parts.iter().sum::<u64>(), "{name}");
    }
}

/// A test is green only for all points.
#[test]
fn a_test_is_never_green_without_all_points() {
    for case in cases() {
        let all = case.grade.earned() == case.grade.possible();
        for format in [Format::Junit, Format::JunitStrict] {
            let text = one(case.name, format);
            let is_green = text.contains("failures=\"0\" errors=\"0\"")
                && !text.contains("<failure")
                && !text.contains("<error");
            assert_eq!(is_green, all, "{}: {text}", case.name);
        }
    }
}

#[test]
fn a_mixed_grade_in_each_format() {
    for format in Format::ALL {
        let text = one("mixed", format);
        let text = match format {
            Format::GithubClassroom => format!("{:#}", value(format, text)),
            _ => text.to_owned(),
        };
        insta::assert_snapshot!(format.name(), text);
    }
}

#[test]
fn hostile_text_in_the_formats_that_have_no_parser_here() {
    for format in [Format::Junit, Format::Github, Format::Markdown, Format::Csv] {
        let name = format!("hostile_{}", format.name());
        insta::assert_snapshot!(name, one("hostile", format));
    }
}

#[test]
fn a_flood_stays_below_the_limits() {
    for (format, most) in [
        (Format::Prairielearn, 1_000_000),
        (Format::Markdown, 1024 * 1024),
        (Format::GithubClassroom, 1024 * 1024),
        (Format::Junit, 30 * 1024 * 1024),
    ] {
        let length = one("flood", format).len();
        assert!(length <= most, "{format:?}: {length}");
    }
}

/// For the validators of `.ci/formats`, which are not written in Rust and say where they look.
#[test]
#[ignore = "writes files"]
fn write_all_samples() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = std::env::var_os("SAMPLES").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| temporary.path().to_owned());
    for format in Format::ALL {
        let folder = folder.join(format.name());
        fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in all(format) {
            let text = match format {
                Format::GithubClassroom => value(format, text).to_string(),
                _ => text.clone(),
            };
            fs::write(folder.join(name), text).expect("a file");
        }
    }
}

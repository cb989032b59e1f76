//! An output of a step for the reporter of GitHub Classroom
//! (`classroom-resources/autograding-grading-reporter`): JSON in base64, as a line
//! for `$GITHUB_OUTPUT`. `checker/schema/github-classroom.schema.json` describes
//! the JSON.

use crate::Graded;
use crate::test_case::TestCase;
use course::outcome::Verdict;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let tests = TestCase::all(graded).map(|case| {
        let (filename, line) = case.location();
        json!({
            "name": case.name(),
            "status": match case.step.verdict {
                Verdict::Passed => "pass",
                Verdict::CourseBroken => "error",
                _ => "fail",
            },
            "score": case.step.earned,
            "message": (!case.passed()).then(|| case.message()),
            "test_code": format!("checker {}", case.name()),
            "filename": filename,
            "line_no": line.unwrap_or(0),
            "duration": case.milliseconds(),
        })
    });
    let status = if grade.course_broken() {
        "error"
    } else if grade.earned() == grade.possible() {
        "pass"
    } else {
        "fail"
    };
    let tests: Vec<Value> = tests.collect();
    if tests.is_empty() {
        // The reporter fails where there is no test.
        return write_error(out, "there was nothing to grade");
    }
    write_output(out, status, grade.possible(), &tests)
}

pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    let test = json!({
        "name": "grade",
        "status": "error",
        "score": 0,
        "message": message,
        "test_code": "checker",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    });
    write_output(out, "error", 0, &[test])
}

fn write_output(
    out: &mut dyn Write,
    status: &str,
    max_score: u32,
    tests: &[Value],
) -> io::Result<()> {
    let result = json!({
        "version": 1,
        "status": status,
        "max_score": max_score,
        "tests": tests,
    });
    writeln!(out, "result={}", base64(result.to_string().as_bytes()))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place > chunk.len() {
                text.push('=');
            } else {
                let sextet = (bits >> (18 - 6 * place)) & 63;
                text.push(char::from(ALPHABET[sextet as usize]));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    /// The test vectors of RFC 4648, section 10, and all bits.
    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"fooba", "Zm9vYmE="),
            (b"foobar", "Zm9vYmFy"),
            (&[0xff, 0xfe, 0xfb, 0x00], "//77AA=="),
        ] {
            assert_eq!(base64(bytes), text);
        }
    }
}

//! Who is in a class: a list of one's own, or what a platform exports, as it is.
//!
//! | list | its people are found by |
//! | --- | --- |
//! | of one's own | `login`; beside it `name`, `email`, `section`, `github`, `canvas`, `moodle`, `sis` |
//! | Canvas: gradebook | `Student`, or `LastName` and `FirstName`; `ID`, `SIS User ID`, `SIS Login ID`, `Section` |
//! | Moodle: grading worksheet | `Identifier` (`Participant 7`), `Full name`, `Email address`, `ID number` |
//! | Moodle: participants | `First name`, `Last name` or `Surname`, `Email address`, `ID number`, `Groups` |
//! | Classroom 50 | `username`, `first_name`, `last_name`, `email`, `section`, `github_id`, `role` |
//! | `gh classroom`: grades | `github_username`, `roster_identifier` |
//! | GitHub Classroom: roster | `identifier`, `github_username`, `name` |
//! | Brightspace, Blackboard | `Username`, `OrgDefinedId`, `First Name`, `Last Name`, `Email` |

mod table;

use std::collections::HashMap;
use table::{Row, Table};

/// Somebody in a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// What a teacher calls them on the command line.
    pub(super) login: String,
    pub(super) name: Option<String>,
    pub(super) section: Option<String>,
    pub(super) email: Option<String>,
    pub(super) github: Option<String>,
    /// Canvas's `ID`.
    pub(super) canvas: Option<String>,
    /// The number of Moodle's `Participant 7`.
    pub(super) moodle: Option<String>,
    /// The number that the university has given.
    pub(super) sis: Option<String>,
}

/// Reads a list. An error is a sentence that says what to change.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Member>, String> {
    let table = Table::parse(bytes)?;
    let mut members: Vec<Member> = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for row in table.rows() {
        if !is_a_student(&table, row) {
            continue;
        }
        let member = member(&table, row).ok_or_else(|| {
            format!(
                "line {} names nobody; a list has a column `login`, or is an export of Canvas, \
                 Moodle, Classroom 50 or GitHub Classroom",
                row.line
            )
        })?;
        if let Some(line) = lines.insert(member.login.to_lowercase(), row.line) {
            return Err(format!(
                "`{}` is there twice, in lines {line} and {}",
                member.login, row.line
            ));
        }
        members.push(member);
    }
    if members.is_empty() {
        return Err("names nobody".to_owned());
    }
    Ok(members)
}

/// Platforms have rows for other things and people, too.
fn is_a_student(table: &Table, row: Row<'_>) -> bool {
    let role = table.cell(row, &["role"]).unwrap_or("student");
    if !is_of_canvas(table) {
        return role == "student";
    }
    // What is possible, and what is not posted yet, has no number.
    let name = name(table, row).unwrap_or_default();
    let is_nobody = ["Student, Test", "Test Student"].contains(&&*name);
    table.cell(row, &["id"]).is_some() && !is_nobody && role == "student"
}

fn is_of_canvas(table: &Table) -> bool {
    table.has("id") && (table.has("student") || table.has("lastname"))
}

fn member(table: &Table, row: Row<'_>) -> Option<Member> {
    let cell = |names: &[&str]| table.cell(row, names).map(str::to_owned);
    let identifier = cell(&["identifier"]);
    let moodle = cell(&["moodle"]).or_else(|| identifier.as_deref().and_then(participant));
    // In Classroom 50 people are called what GitHub calls them.
    let github = if table.has("github_id") {
        cell(&["username", "github_username"])
    } else {
        cell(&["github", "github_username"])
    };
    let canvas = cell(if is_of_canvas(table) {
        &["id"]
    } else {
        &["canvas"]
    });
    let email = cell(&["email", "email address", "e-mail", "e-mail address"]);
    let sis = cell(&[
        "sis",
        "sis user id",
        "id number",
        "idnumber",
        "orgdefinedid",
    ]);
    // Brightspace puts a sign in front of both.
    let sis = sis.map(|sis| sis.trim_start_matches('#').to_owned());
    let login = cell(&["login", "sis login id", "roster_identifier", "username"]);
    let login = login.map(|login| login.trim_start_matches('#').to_owned());
    let login = login
        .or_else(|| identifier.filter(|_| moodle.is_none()))
        .or_else(|| email.clone())
        .or_else(|| github.clone())
        .or_else(|| sis.clone())
        .or_else(|| canvas.clone())
        .or_else(|| moodle.clone())?;
    Some(Member {
        login,
        name: name(table, row),
        section: cell(&["section", "groups", "group"]),
        email,
        github,
        canvas,
        moodle,
        sis,
    })
}

fn name(table: &Table, row: Row<'_>) -> Option<String> {
    if let Some(name) = table.cell(row, &["name", "student", "full name"]) {
        return Some(name.to_owned());
    }
    let first = table.cell(row, &["first_name", "first name", "firstname"]);
    let last = table.cell(row, &["last_name", "last name", "surname", "lastname"]);
    let names: Vec<&str> = [first, last].into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// The number of Moodle's `Participant 7`, in whatever language.
pub(super) fn participant(identifier: &str) -> Option<String> {
    let number = identifier.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && number.len() < identifier.len()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each member as one text.
    fn read(text: &str) -> Result<Vec<String>, String> {
        let members = parse(text.as_bytes())?.into_iter().map(|member| {
            let shown = |name: &str, value: Option<String>| {
                value
                    .map(|value| format!(" {name}={value}"))
                    .unwrap_or_default()
            };
            format!(
                "{}{}{}{}{}{}{}{}",
                member.login,
                shown("name", member.name),
                shown("section", member.section),
                shown("email", member.email),
                shown("github", member.github),
                shown("canvas", member.canvas),
                shown("moodle", member.moodle),
                shown("sis", member.sis),
            )
        });
        Ok(members.collect())
    }

    #[track_caller]
    fn assert_reads(text: &str, members: &[&str]) {
        assert_eq!(
            read(text),
            Ok(members.iter().map(|&it| it.to_owned()).collect())
        );
    }

    #[test]
    fn a_list_of_ones_own() {
        assert_reads(
            "\u{feff}Login;Name;Email\r\nsusan;\"Susan \"\"Sue\"\" Q\";s@example.com\r\n;;\r\njohn;;\r\n",
            &["susan name=Susan \"Sue\" Q email=s@example.com", "john"],
        );
    }

    #[test]
    fn a_gradebook_of_canvas() {
        assert_reads(
            "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 1 (77)\n\
             \x20   Points Possible,,,,,10\n\
             \"Quinn, Susan\",101,u7,squinn,Monday,\n\
             \"Student, Test\",102,,,Monday,\n",
            &["squinn name=Quinn, Susan section=Monday canvas=101 sis=u7"],
        );
        assert_reads(
            "LastName,FirstName,ID,SIS Login ID,Section,Lesson 1 (77)\n\
             ,,,,,Manual Posting\n\
             \x20   Points Possible,,,,,10\n\
             Quinn,Susan,101,squinn,Monday,\n\
             Student,Test,102,,Monday,\n",
            &["squinn name=Susan Quinn section=Monday canvas=101"],
        );
    }

    #[test]
    fn lists_of_moodle() {
        assert_reads(
            "Identifier,\"Full name\",\"Email address\",Status,Grade\n\
             \"Participant 31\",\"Susan Quinn\",s@example.com,\"No submission\",\n",
            &["s@example.com name=Susan Quinn email=s@example.com moodle=31"],
        );
        assert_reads(
            "First name,Surname,Email address,ID number,Groups\nSusan,Quinn,s@example.com,u7,Monday\n",
            &["s@example.com name=Susan Quinn section=Monday email=s@example.com sis=u7"],
        );
    }

    #[test]
    fn lists_of_github() {
        assert_reads(
            "username,first_name,last_name,email,section,github_id,role\n\
             squinn,Susan,Quinn,,A,12,student\nteach,Tea,Cher,,A,13,ta\n",
            &["squinn name=Susan Quinn section=A github=squinn"],
        );
        assert_reads(
            "assignment_name,github_username,roster_identifier,points_awarded\nx,squinn,u7,\n",
            &["u7 github=squinn"],
        );
        assert_reads(
            "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\"Susan Quinn\",squinn,12,\n",
            &["Susan Quinn github=squinn"],
        );
    }

    #[test]
    fn what_is_no_list_says_why() {
        let errors = [
            ("", "names nobody"),
            ("login\n", "names nobody"),
            (
                "login\nsusan\nSUSAN\n",
                "`SUSAN` is there twice, in lines 2 and 3",
            ),
        ];
        for (text, error) in errors {
            assert_eq!(read(text), Err(error.to_owned()), "{text}");
        }
        let error = read("color\nred\n").expect_err("no people");
        assert!(error.starts_with("line 2 names nobody"), "{error}");
        let error = parse(b"login\n\xff\n").expect_err("no text");
        assert_eq!(error, "is not UTF-8; save it as `CSV UTF-8`");
    }
}

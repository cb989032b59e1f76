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

mod comparison;
mod table;

use std::collections::HashMap;
use table::{Row, Table};

pub(super) use comparison::{Change, Comparison, Known, compare};

/// What columns are called, in small letters.
const LOGIN: [&str; 4] = ["login", "sis login id", "roster_identifier", "username"];
const NAME: [&str; 3] = ["name", "student", "full name"];
const FIRST_NAME: [&str; 3] = ["first_name", "first name", "firstname"];
const LAST_NAME: [&str; 4] = ["last_name", "last name", "surname", "lastname"];
const EMAIL: [&str; 4] = ["email", "email address", "e-mail", "e-mail address"];
const SECTION: [&str; 3] = ["section", "groups", "group"];
const GITHUB: [&str; 2] = ["github", "github_username"];
const SIS: [&str; 5] = [
    "sis",
    "sis user id",
    "id number",
    "idnumber",
    "orgdefinedid",
];
const OTHERS: [&str; 3] = ["canvas", "moodle", "role"];

/// Columns that platforms' lists have, and nobody's own.
const OF_PLATFORMS: [&str; 9] = [
    "id",
    "identifier",
    "email address",
    "github_id",
    "github_username",
    "orgdefinedid",
    "sis login id",
    "surname",
    "username",
];

/// What spreadsheets begin with that are not saved as text: those of old, and, as archives, the rest.
const OLD_SPREADSHEET: &[u8] = b"\xd0\xcf\x11\xe0";
const ARCHIVE: &[u8] = b"PK";
const IN_SPREADSHEETS: [&[u8]; 2] = [b"[Content_Types].xml", b"opendocument.spreadsheet"];

/// A list.
#[derive(Debug)]
pub(super) struct List {
    pub(super) members: Vec<Member>,
    /// The columns of one's own list that say nothing.
    pub(super) ignored: Vec<String>,
}

/// Somebody in a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// What a teacher calls them on the command line.
    pub(super) login: String,
    /// Whether the list says so; otherwise it is another id of theirs.
    pub(super) is_called_so: bool,
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
pub(super) fn parse(bytes: &[u8]) -> Result<List, String> {
    if let Some(why) = no_text(bytes) {
        return Err(why.to_owned());
    }
    let table = Table::parse(bytes).map_err(|why| format!("it {why}"))?;
    let mut members: Vec<Member> = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for row in table.rows() {
        if !is_a_student(&table, row) {
            continue;
        }
        if table.is_too_long(row) {
            return Err(format!(
                "line {} has more cells than the first line; a cell with a comma in it stands between \
                 quotation marks",
                row.line
            ));
        }
        let member = member(&table, row).ok_or_else(|| {
            format!(
                "line {} names nobody; a list has a column `login`, or is an export of Canvas, \
                 Moodle, Classroom 50 or GitHub Classroom, in English",
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
        return Err("it names nobody".to_owned());
    }
    let ignored = ignored(&table);
    Ok(List { members, ignored })
}

fn no_text(bytes: &[u8]) -> Option<&'static str> {
    let has = |part: &&[u8]| bytes.windows(part.len()).any(|it| it == *part);
    let is_archive = bytes.starts_with(ARCHIVE);
    if bytes.starts_with(OLD_SPREADSHEET) || is_archive && IN_SPREADSHEETS.iter().any(has) {
        return Some("it is a spreadsheet; save it as CSV, and name that file");
    }
    is_archive.then_some("it is an archive; unpack it, and name the list in it, saved as CSV")
}

/// Platforms have many columns that are nobody's business here.
fn ignored(table: &Table) -> Vec<String> {
    let is_own = table.has("login") || !OF_PLATFORMS.iter().any(|column| table.has(column));
    let known = [&LOGIN[..], &NAME, &FIRST_NAME, &LAST_NAME, &EMAIL];
    let known = [&known[..], &[&SECTION[..], &GITHUB, &SIS, &OTHERS]].concat();
    let is_known = |column: &str| known.iter().any(|names| names.contains(&column));
    let columns = table.columns().filter(|_| is_own);
    let ignored = columns.filter(|column| !is_known(&column.to_lowercase()));
    ignored.map(str::to_owned).collect()
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
    let is_classroom50 = table.has("github_id") && table.has("username");
    let github = if is_classroom50 {
        cell(&["username", "github_username"])
    } else {
        cell(&GITHUB)
    };
    let canvas = cell(if is_of_canvas(table) {
        &["id"]
    } else {
        &["canvas"]
    });
    let email = cell(&EMAIL);
    let sis = cell(&SIS);
    // Brightspace puts a sign in front of both.
    let sis = sis.map(|sis| sis.trim_start_matches('#').to_owned());
    let login = cell(&LOGIN).map(|login| login.trim_start_matches('#').to_owned());
    let is_called_so = login.is_some() && !is_classroom50;
    let login = login.or_else(|| identifier.filter(|_| moodle.is_none()));
    // Many lists have the address in place of a login.
    let email = email.or_else(|| login.clone().filter(|login| login.contains('@')));
    let login = login
        .or_else(|| email.clone())
        .or_else(|| github.clone())
        .or_else(|| sis.clone())
        .or_else(|| canvas.clone())
        .or_else(|| moodle.clone())?;
    Some(Member {
        login,
        is_called_so,
        name: name(table, row),
        section: cell(&SECTION),
        email,
        github,
        canvas,
        moodle,
        sis,
    })
}

fn name(table: &Table, row: Row<'_>) -> Option<String> {
    if let Some(name) = table.cell(row, &NAME) {
        return Some(name.to_owned());
    }
    let first = table.cell(row, &FIRST_NAME);
    let last = table.cell(row, &LAST_NAME);
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
        let members = parse(text.as_bytes())?.members.into_iter().map(|member| {
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
        assert_reads(
            "identifier,github_username\neve@example.org,\n",
            &["eve@example.org email=eve@example.org"],
        );
    }

    #[test]
    fn what_is_no_list_says_why() {
        let errors = [
            ("", "it names nobody"),
            ("login\n", "it names nobody"),
            (
                "PK\u{3}\u{4} [Content_Types].xml",
                "it is a spreadsheet; save it as CSV, and name that file",
            ),
            (
                "PK\u{3}\u{4} lists/",
                "it is an archive; unpack it, and name the list in it, saved as CSV",
            ),
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
        assert_eq!(error, "it is not UTF-8; save it as `CSV UTF-8`");
    }

    #[test]
    fn a_column_of_ones_own_that_nobody_knows_is_told() {
        let ignored = |text: &str| parse(text.as_bytes()).expect("a list").ignored;
        assert_eq!(ignored("Login,naem,,Section\nsusan,Susan,,A\n"), ["naem"]);
        let canvas = "Student,ID,SIS Login ID,Section,Lesson 1 (77)\nSusan,101,susan,A,\n";
        assert!(ignored(canvas).is_empty());
    }
}

//! Whose a row of an export is.

use crate::class::collect::Person;
use crate::class::csv_file::CsvFile;
use crate::class::roster;
use std::collections::HashMap;

/// Finds the person of a row by the ids that its platform has, the surest first.
pub(super) struct Finder {
    /// How many rows have each name.
    names: HashMap<String, usize>,
    columns: Columns,
}

/// Where an export has what it knows of people.
struct Columns {
    canvas: Option<usize>,
    moodle: Option<usize>,
    sis: Option<usize>,
    login: Option<usize>,
    email: Option<usize>,
    name: Option<usize>,
    first_and_last: Option<(usize, usize)>,
}

/// What a row says of somebody, in small letters.
struct Said {
    canvas: Option<String>,
    moodle: Option<String>,
    sis: Option<String>,
    login: Option<String>,
    email: Option<String>,
    name: Option<String>,
}

impl Finder {
    pub(super) fn new(file: &CsvFile) -> Self {
        let columns = Columns::of(file);
        let mut names = HashMap::new();
        for row in file.rows.iter().skip(1) {
            if let Some(name) = columns.said(row).name {
                *names.entry(name).or_default() += 1;
            }
        }
        Self { names, columns }
    }

    pub(super) fn is_of_canvas(&self) -> bool {
        self.columns.canvas.is_some()
    }

    /// Whether a column has names or numbers of people.
    pub(super) fn knows_people_by(&self, column: usize) -> bool {
        let Columns {
            canvas,
            moodle,
            sis,
            login,
            email,
            name,
            first_and_last,
        } = self.columns;
        let (first, last) = first_and_last.unzip();
        let all = [canvas, moodle, sis, login, email, name, first, last];
        all.contains(&Some(column))
    }

    pub(super) fn has_participants(&self) -> bool {
        self.columns.moodle.is_some()
    }

    /// Canvas has rows for the points that are possible, for what is not posted yet, and for a
    /// student who is nobody.
    pub(super) fn is_a_person(&self, row: &[String]) -> bool {
        let said = self.columns.said(row);
        let name = said.name.as_deref();
        let is_other = matches!(name, Some("points possible" | "test student"));
        let ids = [
            &said.canvas,
            &said.moodle,
            &said.sis,
            &said.login,
            &said.email,
            &said.name,
        ];
        ids.iter().any(|id| id.is_some()) && !(self.is_of_canvas() && is_other)
    }

    pub(super) fn find<'p>(&self, row: &[String], people: &'p [Person]) -> Option<&'p Person> {
        let said = self.columns.said(row);
        let is = |mine: &str, theirs: &Option<String>| {
            theirs
                .as_deref()
                .is_some_and(|it| it == mine.to_lowercase())
        };
        let has = |mine: &Option<String>, theirs: &Option<String>| {
            mine.as_deref().is_some_and(|mine| is(mine, theirs))
        };
        let differs = |mine: &Option<String>, theirs: &Option<String>| {
            mine.is_some() && theirs.is_some() && !has(mine, theirs)
        };
        let by = |is: &dyn Fn(&Person) -> bool| {
            let mut found = people.iter().filter(|person| is(person));
            let first = found.next()?;
            found.next().is_none().then_some(first)
        };
        // Two people may be called the same, in the class and in the export.
        let is_alone = said
            .name
            .as_ref()
            .is_some_and(|name| self.names.get(name) == Some(&1));
        let is_called = |it: &Person| {
            is_alone && is(&plain_name(&it.name), &said.name) && !differs(&it.sis, &said.sis)
        };
        by(&|it| has(&it.canvas, &said.canvas))
            .or_else(|| by(&|it| has(&it.sis, &said.sis)))
            .or_else(|| by(&|it| is(&it.login, &said.login)))
            .or_else(|| by(&|it| has(&it.email, &said.email)))
            .or_else(|| {
                // Its numbers may be those of another assignment.
                by(&|it| has(&it.moodle, &said.moodle) && !differs(&it.email, &said.email))
            })
            .or_else(|| by(&is_called))
            // Canvas looks at its own number first. Moodle's differ from assignment to assignment.
            .filter(|it| !differs(&it.canvas, &said.canvas))
    }

    /// The number that this assignment of Moodle's has for the person of a row.
    pub(super) fn participant(&self, row: &[String]) -> Option<String> {
        self.columns.said(row).moodle
    }
}

impl Columns {
    fn of(file: &CsvFile) -> Self {
        let first = file.column(&["firstname", "first name"]);
        let last = file.column(&["lastname", "last name", "surname"]);
        let student = file.column(&["student", "lastname"]);
        Self {
            canvas: student.and_then(|_| file.column(&["id"])),
            moodle: file.column(&["identifier"]),
            sis: file.column(&["sis user id", "orgdefinedid", "id number", "student id"]),
            login: file.column(&["sis login id", "username", "login"]),
            email: file.column(&["email address", "email"]),
            name: file.column(&["student", "full name", "name"]),
            first_and_last: first.zip(last),
        }
    }

    fn said(&self, row: &[String]) -> Said {
        let cell = |column: Option<usize>| {
            let cell = row.get(column?)?.trim();
            // Brightspace puts a sign in front.
            let plain = cell.trim_start_matches('#').to_lowercase();
            (!plain.is_empty()).then_some(plain)
        };
        let names = || {
            let (first, last) = self.first_and_last?;
            let names = [cell(Some(first)), cell(Some(last))];
            let names: Vec<String> = names.into_iter().flatten().collect();
            (!names.is_empty()).then(|| names.join(" "))
        };
        Said {
            canvas: cell(self.canvas),
            moodle: cell(self.moodle).and_then(|it| roster::participant(&it)),
            sis: cell(self.sis),
            login: cell(self.login),
            email: cell(self.email),
            name: cell(self.name).map(|it| plain_name(&it)).or_else(names),
        }
    }
}

/// `susan quinn`, of `Susan Quinn` or `Quinn, Susan`.
fn plain_name(name: &str) -> String {
    let name = name.trim().to_lowercase();
    match name.split_once(", ") {
        Some((last, first)) => format!("{first} {last}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: i64, login: &str, name: &str, canvas: &str, sis: &str) -> Person {
        let some = |id: &str| (!id.is_empty()).then(|| id.to_owned());
        Person {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            canvas: some(canvas),
            sis: some(sis),
            moodle: Some((30 + id).to_string()),
            ..Person::default()
        }
    }

    /// Whose each row is, if it is anybody's.
    #[track_caller]
    fn assert_finds(export: &str, expected: &[Option<i64>]) {
        let people = [
            person(1, "susan", "Susan Quinn", "101", "u1"),
            person(2, "john", "John", "", ""),
            person(3, "john2", "John", "", ""),
        ];
        let file = CsvFile::parse(export.as_bytes()).expect("a file");
        let finder = Finder::new(&file);
        let rows = file.rows[1..].iter().filter(|row| finder.is_a_person(row));
        let found = rows.map(|row| finder.find(row, &people).map(|it| it.id));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_surest_id_comes_first() {
        assert_finds(
            "Student,ID,SIS User ID,SIS Login ID,Section,x (7)\n\
             ,,,,,Manual Posting\n    Points Possible,,,,,10\n\
             \"Quinn, S.\",101,,other,,\nx,,,SUSAN,,\nx,999,u1,susan,,\n\"Student, Test\",9,,,,\n",
            &[Some(1), Some(1), None],
        );
        assert_finds(
            "Identifier,Full name,Grade\nParticipant 32,x,\nParticipant 71,Susan Quinn,\n",
            &[Some(2), Some(1)],
        );
        assert_finds("OrgDefinedId,Username\n#u1,\n,#john\n", &[Some(1), Some(2)]);
    }

    #[test]
    fn a_name_must_be_one_persons() {
        assert_finds("Name\nSusan Quinn\nJohn\n", &[Some(1), None]);
        assert_finds("Name\nSusan Quinn\nSusan Quinn\n", &[None, None]);
        assert_finds("Student,ID,Section\n\"Quinn, Susan\",999,A\n", &[None]);
        assert_finds("LastName,FirstName,ID\nQuinn,Susan,\n", &[Some(1)]);
        assert_finds("Name,ID number\nSusan Quinn,u9\n", &[None]);
    }
}

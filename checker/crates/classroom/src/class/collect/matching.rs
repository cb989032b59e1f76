//! Whose a submission is, by the name of its file or folder.

use crate::class::roster;
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// Somebody of the class, as far as names of files tell of people.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) has_left: bool,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) github: Option<String>,
    pub(crate) canvas: Option<String>,
    pub(crate) moodle: Option<String>,
    pub(crate) sis: Option<String>,
}

impl Person {
    pub(super) fn unless_left(&self) -> Result<&Self, Unmatched> {
        if self.has_left {
            return Err(Unmatched::HasLeft(self.login.clone()));
        }
        Ok(self)
    }
}

/// Why something is not taken. As a text, a part of a sentence: what it is called …
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unmatched {
    Nobody,
    Several,
    /// A platform's number says one login, and the name another.
    Contradiction(String, String),
    /// Their login.
    HasLeft(String),
    /// Where the clone of a list should be.
    NoClone(PathBuf),
}

impl Unmatched {
    /// Whether it may be somebody's of the class.
    pub(crate) fn is_mystery(&self) -> bool {
        matches!(self, Self::Nobody | Self::Several | Self::Contradiction(..))
    }
}

impl Display for Unmatched {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody in the class has that name"),
            Self::Several => f.write_str("more than one in the class has that name"),
            Self::Contradiction(number, name) => write!(
                f,
                "its number is that of {number}, and its name that of {name}"
            ),
            Self::HasLeft(login) => write!(f, "{login} has left the class"),
            Self::NoClone(path) => {
                write!(
                    f,
                    "there is no clone {}; make one, or name its folder",
                    path.display()
                )
            }
        }
    }
}

/// Finds people.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    people: Vec<Person>,
    /// Whoever is called so in small letters, by the places in `people`: by the login, by what GitHub
    /// or the university calls them, by an e-mail address, or by the name, if it is one person's alone.
    called: HashMap<String, Vec<usize>>,
    canvas: HashMap<String, usize>,
    moodle: HashMap<String, usize>,
}

/// Where in a name of Moodle's the number of the participant ends.
const MOODLE: &str = "_assignsubmission_";

/// What archives are called, also those that cannot be read.
const ARCHIVES: [&str; 9] = [
    ".tar.gz", ".tgz", ".tar", ".zip", ".rar", ".7z", ".tar.xz", ".tar.bz2", ".tar.zst",
];

/// What bare clones are called.
const BARE: &str = ".git";

/// What Canvas calls the student in whose place teachers try things.
const TEST_STUDENTS: [&str; 2] = ["studenttest", "teststudent"];

impl Matcher {
    pub(super) fn new(mut people: Vec<Person>) -> Self {
        // Of two with the same id, the one who is in the class counts.
        people.sort_by_key(|person| !person.has_left);
        let mut matcher = Self::default();
        for (place, person) in people.iter().enumerate() {
            let ids = [&person.email, &person.github, &person.sis];
            let ids = ids.into_iter().flatten();
            let names = [&person.login, &person.name].into_iter().chain(ids);
            let names = names.filter(|name| !name.is_empty());
            let mut names: BTreeSet<String> = names.map(|name| name.to_lowercase()).collect();
            // `Quinn, Susan` is `Susan Quinn` elsewhere.
            let turned = person.name.split_once(',');
            let turned = turned.map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
            names.extend(turned.map(|name| name.to_lowercase()));
            // What stands before the @ is what many people are called elsewhere.
            let locals = names.iter().filter_map(|name| name.split_once('@'));
            let locals: Vec<String> = locals.map(|(local, _)| local.to_owned()).collect();
            names.extend(locals);
            for name in names {
                matcher.called.entry(name).or_default().push(place);
            }
            let canvas = person.canvas.clone();
            matcher.canvas.extend(canvas.map(|id| (id, place)));
            let moodle = person.moodle.clone();
            matcher.moodle.extend(moodle.map(|id| (id, place)));
        }
        matcher.people = people;
        matcher
    }

    pub(super) fn numbered(&self, id: i64) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Whose something with this name is.
    pub(super) fn person(&self, name: &str) -> Result<&Person, Unmatched> {
        let place = match self.by_number(name) {
            Some(place) => self.unless_named_otherwise(place, name)?,
            None => self.by_name(stem(name))?,
        };
        self.people[place].unless_left()
    }

    /// By a platform's number.
    fn by_number(&self, name: &str) -> Option<usize> {
        let of_moodle = || {
            let (participant, _) = name.split_once(MOODLE)?;
            self.moodle.get(participant.rsplit('_').next()?)
        };
        let of_canvas = || self.canvas.get(canvas_id(name)?);
        let of_participant = || self.moodle.get(&roster::participant(stem(name))?);
        let place = of_moodle().or_else(of_canvas).or_else(of_participant);
        place.copied()
    }

    /// Moodle puts the name before the number.
    fn unless_named_otherwise(&self, place: usize, name: &str) -> Result<usize, Unmatched> {
        let called = name.split_once(MOODLE).and_then(|(of_moodle, _)| {
            let (called, _) = of_moodle.rsplit_once('_')?;
            self.called.get(&called.to_lowercase())
        });
        match called.map(Vec::as_slice) {
            Some([other]) if *other != place => Err(Unmatched::Contradiction(
                self.people[place].login.clone(),
                self.people[*other].login.clone(),
            )),
            _ => Ok(place),
        }
    }

    fn by_name(&self, stem: &str) -> Result<usize, Unmatched> {
        // The whole name; what GitHub Classroom puts behind an assignment; what people put before one.
        let ends = stem.match_indices('-').map(|(place, _)| &stem[place + 1..]);
        let starts = stem.match_indices(['_', '-', ' ']).rev();
        let starts = starts.map(|(place, _)| &stem[..place]);
        let mut candidates = [stem].into_iter().chain(ends).chain(starts);
        let places = candidates.find_map(|name| self.called.get(&name.to_lowercase()));
        let places = places.ok_or(Unmatched::Nobody)?;
        let is_here = |place: &&usize| !self.people[**place].has_left;
        let here: Vec<&usize> = places.iter().filter(is_here).collect();
        match (&here[..], &places[..]) {
            ([place], _) => Ok(**place),
            ([], [place]) => Ok(*place),
            _ => Err(Unmatched::Several),
        }
    }
}

/// Whether a name is that of Canvas's test student, whose work is nobody's.
pub(super) fn is_a_test_student(name: &str) -> bool {
    let name = match canvas_id(name) {
        Some(_) => name.split('_').next().unwrap_or_default(),
        None => stem(name),
    };
    let letters = name.chars().filter(|it| it.is_alphabetic());
    let letters = letters.collect::<String>().to_lowercase();
    TEST_STUDENTS.contains(&&*letters)
}

/// Whether Canvas says by a name that somebody's work is in time: the number in it is theirs, or a teacher
/// has said that the work is.
pub(super) fn is_in_time(name: &str, person: &Person, is_said_to_be_theirs: bool) -> bool {
    let is_theirs = |id| {
        person.canvas.as_deref() == Some(id) || is_said_to_be_theirs && id.len() >= CANVAS_DIGITS
    };
    canvas_id(name).is_some_and(is_theirs) && name.split('_').nth(1) != Some(LATE)
}

/// Whether Canvas says by a name that something is late. It does not say by how much.
pub(super) fn is_late(name: &str) -> bool {
    canvas_id(name).is_some() && name.split('_').nth(1) == Some(LATE)
}

/// Whether something is called like an archive.
pub(super) fn is_archive(name: &str) -> bool {
    let lower = name.to_lowercase();
    ARCHIVES.iter().any(|ending| lower.ends_with(ending))
}

fn stem(name: &str) -> &str {
    let lower = name.to_lowercase();
    let mut endings = ARCHIVES.iter().chain([&BARE]);
    let ending = endings.find(|ending| lower.ends_with(**ending));
    // The endings are ASCII, so the other letters are as long in lower case as here, or the name
    // is nobody's.
    let end = ending.map_or(name.len(), |ending| name.len().saturating_sub(ending.len()));
    name.get(..end).unwrap_or(name)
}

/// Numbers of Canvas's have so many digits, and those that people put into names have fewer.
const CANVAS_DIGITS: usize = 3;

/// In names of Canvas's, what is late.
const LATE: &str = "LATE";

/// The id of `quinnsusan_LATE_101_9007_lessons.zip`.
fn canvas_id(name: &str) -> Option<&str> {
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let mut parts = name.split('_').skip(1).skip_while(|part| *part == LATE);
    let id = parts.next().filter(is_number)?;
    parts.next().filter(is_number)?;
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: i64, login: &str, name: &str) -> Person {
        Person {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            ..Person::default()
        }
    }

    #[test]
    fn a_name_is_somebodys() {
        let some = |id: &str| Some(id.to_owned());
        let people = [
            Person {
                canvas: some("101"),
                moodle: some("31"),
                github: some("squinn-gh"),
                ..person(1, "susan", "Susan Quinn")
            },
            person(2, "anne-marie", "Anne"),
            person(5, "zz1", "Zeta, Zoe"),
            person(3, "marie", "Anne"),
            Person {
                has_left: true,
                canvas: some("104"),
                ..person(4, "wchen", "Susan Quinn")
            },
        ];
        let matcher = Matcher::new(people.to_vec());
        let has_left = || Err(Unmatched::HasLeft("wchen".to_owned()));
        for (name, expected) in [
            ("susan", Ok(1)),
            ("Susan.zip", Ok(1)),
            ("susan.tar.gz", Ok(1)),
            ("susan.rar", Ok(1)),
            ("susan_week-1.zip", Ok(1)),
            ("Susan Quinn", Ok(1)),
            ("databases-squinn-gh", Ok(1)),
            ("quinnsusan_101_9007_lessons.zip", Ok(1)),
            ("quinnsusan_LATE_101_9007_lessons.zip", Ok(1)),
            ("Susan Quinn_31_assignsubmission_file_", Ok(1)),
            ("Participant 31.zip", Ok(1)),
            ("databases-anne-marie", Ok(2)),
            ("marie.zip", Ok(3)),
            ("Zoe Zeta_55_assignsubmission_file_", Ok(5)),
            ("wchen.zip", has_left()),
            ("chenwei_104_9007_lessons.zip", has_left()),
            ("Anne.zip", Err(Unmatched::Several)),
            ("x_102_9007_lessons.zip", Err(Unmatched::Nobody)),
            ("notes.txt", Err(Unmatched::Nobody)),
            ("İ.zip", Err(Unmatched::Nobody)),
        ] {
            let found = matcher.person(name).map(|person| person.id);
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn names_of_canvas_tell_what_is_in_time_and_what_is_nobodys() {
        let susan = Person {
            canvas: Some("101".to_owned()),
            ..person(1, "susan", "Susan")
        };
        for (name, is_said_to_be_theirs, expected) in [
            ("quinnsusan_101_9007_lessons.zip", false, true),
            ("quinnsusan_LATE_101_9007_lessons.zip", false, false),
            ("quinnsusan_LATE_101_9007_lessons.zip", true, false),
            ("quinnsusan_555_9007_lessons.zip", false, false),
            ("quinnsusan_555_9007_lessons.zip", true, true),
            ("susan_1_2.zip", true, false),
        ] {
            let is_in_time = is_in_time(name, &susan, is_said_to_be_theirs);
            assert_eq!(is_in_time, expected, "{name}");
        }
        for name in [
            "studenttest_102_9007_x.zip",
            "Student, Test",
            "Test Student",
        ] {
            assert!(is_a_test_student(name), "{name}");
        }
        assert!(!is_a_test_student("tests"));
    }
}

//! Whose a submission is, by the name of its file or folder.

use crate::class::roster;
use std::collections::{BTreeSet, HashMap};

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

/// Finds people.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    /// Whoever is called so in small letters: by the login, by what GitHub or the university calls
    /// them, by an e-mail address, or by the name, if it is one person's alone.
    called: HashMap<String, Vec<i64>>,
    canvas: HashMap<String, i64>,
    moodle: HashMap<String, i64>,
}

/// Where in a name of Moodle's the number of the participant ends.
const MOODLE: &str = "_assignsubmission_";

/// What archives are called.
const ARCHIVES: [&str; 4] = [".tar.gz", ".tgz", ".tar", ".zip"];

impl Matcher {
    pub(super) fn new(people: &[Person]) -> Self {
        let mut matcher = Self::default();
        for person in people {
            let ids = [&person.email, &person.github, &person.sis];
            let ids = ids.into_iter().flatten();
            let names = [&person.login, &person.name].into_iter().chain(ids);
            let names = names.filter(|name| !name.is_empty());
            let names: BTreeSet<String> = names.map(|name| name.to_lowercase()).collect();
            for name in names {
                matcher.called.entry(name).or_default().push(person.id);
            }
            let canvas = person.canvas.clone();
            matcher.canvas.extend(canvas.map(|id| (id, person.id)));
            let moodle = person.moodle.clone();
            matcher.moodle.extend(moodle.map(|id| (id, person.id)));
        }
        matcher
    }

    /// Whose something with this name is. An error is a part of a sentence.
    pub(super) fn person(&self, name: &str) -> Result<i64, &'static str> {
        let stem = stem(name);
        if let Some((participant, _)) = name.split_once(MOODLE)
            && let Some(id) = participant
                .rsplit('_')
                .next()
                .and_then(|id| self.moodle.get(id))
        {
            return Ok(*id);
        }
        if let Some(id) = canvas_id(name).and_then(|id| self.canvas.get(id)) {
            return Ok(*id);
        }
        if let Some(id) = roster::participant(stem).and_then(|id| self.moodle.get(&id)) {
            return Ok(*id);
        }
        // The whole name; what GitHub Classroom puts behind an assignment; what people put before one.
        let ends = stem.match_indices('-').map(|(place, _)| &stem[place + 1..]);
        let starts = stem.match_indices(['_', '-', ' ']).rev();
        let starts = starts.map(|(place, _)| &stem[..place]);
        let candidates = [stem].into_iter().chain(ends).chain(starts);
        for candidate in candidates {
            match self
                .called
                .get(&candidate.to_lowercase())
                .map(Vec::as_slice)
            {
                Some([id]) => return Ok(*id),
                Some(_) => return Err("more than one in the class is called so"),
                None => {}
            }
        }
        Err("nobody in the class is called so")
    }
}

fn stem(name: &str) -> &str {
    let lower = name.to_lowercase();
    let ending = ARCHIVES.iter().find(|ending| lower.ends_with(**ending));
    // The endings are ASCII, so the other letters are as long in lower case as here, or the name
    // is nobody's.
    let end = ending.map_or(name.len(), |ending| name.len().saturating_sub(ending.len()));
    name.get(..end).unwrap_or(name)
}

/// The id of `quinnsusan_LATE_101_9007_lessons.zip`.
fn canvas_id(name: &str) -> Option<&str> {
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let mut parts = name.split('_').skip(1).skip_while(|part| *part == "LATE");
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
            person(3, "marie", "Anne"),
        ];
        let matcher = Matcher::new(&people);
        for (name, expected) in [
            ("susan", Ok(1)),
            ("Susan.zip", Ok(1)),
            ("susan.tar.gz", Ok(1)),
            ("susan_week-1.zip", Ok(1)),
            ("Susan Quinn", Ok(1)),
            ("databases-squinn-gh", Ok(1)),
            ("quinnsusan_101_9007_lessons.zip", Ok(1)),
            ("quinnsusan_LATE_101_9007_lessons.zip", Ok(1)),
            ("Susan Quinn_31_assignsubmission_file_", Ok(1)),
            ("Participant 31.zip", Ok(1)),
            ("databases-anne-marie", Ok(2)),
            ("marie.zip", Ok(3)),
            ("Anne.zip", Err("more than one in the class is called so")),
            (
                "x_102_9007_lessons.zip",
                Err("nobody in the class is called so"),
            ),
            ("notes.txt", Err("nobody in the class is called so")),
            ("İ.zip", Err("nobody in the class is called so")),
        ] {
            assert_eq!(matcher.person(name), expected, "{name}");
        }
    }
}

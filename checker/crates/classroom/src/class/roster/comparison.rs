//! What a list says otherwise than the gradebook.

use crate::class::roster::Member;
use std::collections::BTreeMap;

/// Somebody of the gradebook.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) has_left: bool,
    pub(crate) member: Member,
}

/// What a list has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Joined(String),
    /// They were in the class before.
    CameBack(String),
    Left(String),
    /// The login until now, and the new one.
    Renamed(String, String),
    /// The login, and what is different now.
    Changed(String, Vec<&'static str>),
}

/// The class as the list has it.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) changes: Vec<Change>,
    /// Those who were known before and are not what they were.
    pub(crate) changed: Vec<Known>,
    pub(crate) joined: Vec<Member>,
    /// Those who are not on the list.
    pub(crate) left: Vec<i64>,
}

type Id = fn(&Member) -> Option<&str>;

/// What nobody has in common with anybody else; of what is found, the first decides.
const IDS: [(&str, Id); 6] = [
    ("login", |it| Some(&it.login)),
    ("number of the university", |it| it.sis.as_deref()),
    ("number in Canvas", |it| it.canvas.as_deref()),
    ("e-mail address", |it| it.email.as_deref()),
    ("GitHub account", |it| it.github.as_deref()),
    // In each assignment Moodle has other numbers for people.
    ("number in Moodle", |it| it.moodle.as_deref()),
];

/// Compares a list of the whole class with everybody who is or was in it. An error is a sentence: two
/// people would have the same id.
pub(crate) fn compare(known: &[Known], members: &[Member]) -> Result<Comparison, String> {
    let found = find(known, members);
    let mut comparison = Comparison::default();
    // As everybody will be.
    let mut all = Vec::new();
    for (member, found) in members.iter().zip(&found) {
        let Some(place) = found else {
            comparison
                .changes
                .push(Change::Joined(member.login.clone()));
            comparison.joined.push(member.clone());
            all.push(member.clone());
            continue;
        };
        let known = &known[*place];
        let now = known.member.with(member);
        comparison.changes.extend(changes(known, &now));
        all.push(now.clone());
        if known.has_left || now != known.member {
            comparison.changed.push(Known {
                has_left: false,
                member: now,
                ..known.clone()
            });
        }
    }
    for (place, other) in known.iter().enumerate() {
        if found.contains(&Some(place)) {
            continue;
        }
        let mut other = other.clone();
        if !other.has_left {
            let login = other.member.login.clone();
            comparison.changes.push(Change::Left(login));
            comparison.left.push(other.id);
            other.has_left = true;
        }
        let is_taken = |now: &Member| now.moodle.is_some() && now.moodle == other.member.moodle;
        if all.iter().any(is_taken) {
            other.member.moodle = None;
            comparison.changed.push(other.clone());
        }
        all.push(other.member);
    }
    match conflict(&all) {
        Some(why) => Err(why),
        None => Ok(comparison),
    }
}

/// Whom of those who are known each member is.
fn find(known: &[Known], members: &[Member]) -> Vec<Option<usize>> {
    let mut found = vec![None; members.len()];
    for (_, id) in IDS {
        let mut places = BTreeMap::new();
        for (place, known) in known.iter().enumerate() {
            if !found.contains(&Some(place)) {
                places.extend(id(&known.member).map(|id| (id.to_ascii_lowercase(), place)));
            }
        }
        for (member, found) in members.iter().zip(&mut found) {
            if let (None, Some(id)) = (&found, id(member)) {
                *found = places.remove(&id.to_ascii_lowercase());
            }
        }
    }
    find_by_name(known, members, &mut found);
    found
}

/// Whoever has a new address, and no other id, is known by the whole name, if nobody else has it: neither
/// of those who would join, nor of those who would leave.
fn find_by_name(known: &[Known], members: &[Member], found: &mut [Option<usize>]) {
    let whole = |member: &Member| {
        let name = member.name.as_deref()?.trim().to_lowercase();
        name.contains(' ').then_some(name)
    };
    let mut leaving: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, known) in known.iter().enumerate() {
        let name =
            whole(&known.member).filter(|_| !known.has_left && !found.contains(&Some(place)));
        if let Some(name) = name {
            leaving.entry(name).or_default().push(place);
        }
    }
    let mut joining: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, member) in members.iter().enumerate() {
        if let Some(name) = whole(member).filter(|_| found[place].is_none()) {
            joining.entry(name).or_default().push(place);
        }
    }
    for (name, joining) in &joining {
        if let ([new], Some([old])) = (&joining[..], leaving.get(name).map(Vec::as_slice)) {
            found[*new] = Some(*old);
        }
    }
}

fn conflict(all: &[Member]) -> Option<String> {
    IDS.iter().find_map(|(what, id)| {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        all.iter().find_map(|member| {
            let id = id(member)?;
            let other = owners.insert(id.to_ascii_lowercase(), &member.login)?;
            Some(format!(
                "`{other}` and `{}` would have the same {what}, {id}; correct it, or leave it \
                 out for one of them",
                member.login
            ))
        })
    })
}

fn changes(known: &Known, now: &Member) -> Vec<Change> {
    let old = &known.member;
    let mut changes = Vec::new();
    if old.login != now.login {
        changes.push(Change::Renamed(old.login.clone(), now.login.clone()));
    }
    let pairs = [
        ("name", &old.name, &now.name),
        ("section", &old.section, &now.section),
        ("email", &old.email, &now.email),
        ("github", &old.github, &now.github),
        ("canvas", &old.canvas, &now.canvas),
        ("moodle", &old.moodle, &now.moodle),
        ("sis", &old.sis, &now.sis),
    ];
    let different = pairs.into_iter().filter(|(_, old, now)| old != now);
    let different: Vec<&str> = different.map(|(column, ..)| column).collect();
    if known.has_left {
        changes.push(Change::CameBack(now.login.clone()));
    } else if !different.is_empty() {
        changes.push(Change::Changed(now.login.clone(), different));
    }
    changes
}

impl Member {
    /// What a list does not say of somebody stays as it is.
    fn with(&self, listed: &Self) -> Self {
        let other =
            |old: &Option<String>, new: &Option<String>| new.as_ref().or(old.as_ref()).cloned();
        let login = if listed.is_called_so {
            &listed.login
        } else {
            &self.login
        };
        Self {
            login: login.clone(),
            is_called_so: self.is_called_so,
            name: other(&self.name, &listed.name),
            section: other(&self.section, &listed.section),
            email: other(&self.email, &listed.email),
            github: other(&self.github, &listed.github),
            canvas: other(&self.canvas, &listed.canvas),
            moodle: other(&self.moodle, &listed.moodle),
            sis: other(&self.sis, &listed.sis),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `login email moodle`, each but the first may be `-`.
    fn member(text: &str) -> Member {
        let mut words = text.split(' ');
        let login = words.next().expect("a login").to_owned();
        let mut id = || words.next().filter(|it| *it != "-").map(str::to_owned);
        Member {
            is_called_so: !login.contains('@'),
            login,
            email: id(),
            moodle: id(),
            ..Member::default()
        }
    }

    fn compared(known: &[&str], list: &[&str]) -> Result<Comparison, String> {
        let known = known.iter().zip(1..).map(|(text, id)| Known {
            id,
            has_left: false,
            member: member(text),
        });
        let list: Vec<Member> = list.iter().map(|text| member(text)).collect();
        compare(&known.collect::<Vec<_>>(), &list)
    }

    #[track_caller]
    fn assert_changes(known: &[&str], list: &[&str], expected: &[Change]) {
        let comparison = compared(known, list).expect("a comparison");
        assert_eq!(comparison.changes, expected);
    }

    fn renamed(old: &str, new: &str) -> Change {
        Change::Renamed(old.to_owned(), new.to_owned())
    }

    #[test]
    fn somebody_is_found_by_any_id_and_is_called_as_the_list_says() {
        let changed = |login: &str, what| Change::Changed(login.to_owned(), vec![what]);
        assert_changes(
            &["s@x.org s@x.org", "lbecker l@x.org"],
            &["susan S@x.org", "jbecker l@x.org"],
            &[
                renamed("s@x.org", "susan"),
                changed("susan", "email"),
                renamed("lbecker", "jbecker"),
            ],
        );
        // A list without logins gives nobody another one.
        assert_changes(
            &["susan s@x.org"],
            &["s@x.org s@x.org 31"],
            &[changed("susan", "moodle")],
        );
    }

    #[test]
    fn ids_may_be_exchanged() {
        let comparison = compared(&["a - 1", "b - 2"], &["a - 2", "b - 1"]);
        assert_eq!(comparison.expect("a comparison").changed.len(), 2);
        // Whoever has left gives back what Moodle has called them.
        let comparison = compared(&["a - 1", "b - 2"], &["a - 2"]).expect("a comparison");
        assert!(comparison.changed[1].has_left);
        let numbers = comparison
            .changed
            .iter()
            .map(|it| it.member.moodle.as_deref());
        assert_eq!(numbers.collect::<Vec<_>>(), [Some("2"), None]);
    }

    #[test]
    fn two_people_with_one_id_are_named() {
        let same = "`john` and `susan` would have the same e-mail address, s@x.org; correct it, \
                    or leave it out for one of them";
        let error = compared(&["susan s@x.org", "john -"], &["john s@x.org"]);
        assert_eq!(error.expect_err("a conflict"), same);
    }
}

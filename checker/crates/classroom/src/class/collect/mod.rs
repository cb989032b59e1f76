//! Collects what was handed in: finds it, sees whose it is, and keeps it in the gradebook. Nothing
//! is unpacked or checked out that was not there before, except a platform's download.

mod dates;
mod doubts;
mod download;
mod found;
mod matching;
mod reading;
mod repositories;
mod repository;

use crate::class::folder::ClassFolder;
use crate::class::gradebook::{Content, Dated, Doubt, Due, Gradebook, Kept, Submission};
use crate::class::moment;
use crate::class::settings::Settings;
use course::error::Error;
use course::lesson::Course;
use doubts::{Doubts, Newest};
use found::{Archive, Found, Kind};
use jiff::Timestamp;
use matching::Matcher;
use reading::Read;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) use matching::{Person, Unmatched};

/// How to collect.
#[derive(Debug)]
pub(super) struct Collecting<'c> {
    pub(super) course: &'c Course,
    pub(super) settings: &'c Settings,
    /// When everything was handed in, if files do not tell.
    pub(super) submitted_at: Option<Timestamp>,
    /// In its `submissions/`, the clones of a list may lie.
    pub(super) folder: &'c ClassFolder,
    /// What to take of each clone, such as `submit` or `origin/main`.
    pub(super) commit: Option<&'c str>,
    /// Whose a place is, whatever it is called.
    pub(super) who: Option<&'c str>,
}

/// What became of what was found.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// Everything that was found, in the gradebook's numbers.
    pub(super) submissions: BTreeSet<i64>,
    pub(super) new: usize,
    pub(super) as_before: usize,
    /// Names of what was not taken, each with the reason.
    pub(super) unmatched: Vec<(String, Unmatched)>,
    /// The logins of those whose work cannot be read, each with the reason.
    pub(super) unreadable: Vec<(String, String)>,
    /// How many clones have a commit of the name that was asked for, and the logins of those whose clones
    /// have none, each with a sentence.
    pub(super) clones: usize,
    pub(super) without_commit: Vec<(String, String)>,
    /// What a teacher should look at, in lines.
    pub(super) doubts: Vec<String>,
}

impl Collected {
    pub(super) fn add(&mut self, other: Self) {
        self.submissions.extend(other.submissions);
        self.new += other.new;
        self.as_before += other.as_before;
        self.unmatched.extend(other.unmatched);
        self.unreadable.extend(other.unreadable);
        self.clones += other.clones;
        self.without_commit.extend(other.without_commit);
        self.doubts.extend(other.doubts);
    }
}

/// Collects what lies in a folder, in a platform's download, or in the clones of a list.
pub(super) fn collect(
    gradebook: &mut Gradebook,
    place: &Path,
    how: &Collecting<'_>,
) -> Result<Collected, Error> {
    let matcher = Matcher::new(gradebook.everybody()?);
    let owners = gradebook.owners()?;
    let noted = gradebook.noted_places()?;
    let mut collector = Collector {
        gradebook,
        matcher,
        owners,
        noted,
        is_alone: false,
        download: None,
        how,
        collected: Collected::default(),
    };
    collector.settle_gone()?;
    collector.place(place)?;
    Ok(collector.collected)
}

struct Collector<'c> {
    gradebook: &'c mut Gradebook,
    matcher: Matcher,
    /// Whose a place is because a teacher has said so.
    owners: HashMap<String, i64>,
    /// The places of which the gradebook has notes, and whose they are.
    noted: Vec<(String, i64)>,
    /// Whether the place that was named is one person's.
    is_alone: bool,
    /// The platform's download that everything lies in, as the gradebook names it.
    download: Option<String>,
    how: &'c Collecting<'c>,
    collected: Collected,
}

impl Collector<'_> {
    /// Nothing is doubtful of what is not there any more.
    fn settle_gone(&mut self) -> Result<(), Error> {
        for doubt in self.gradebook.doubts()? {
            let place = self.how.folder.place_of(&doubt.place);
            // A disk may only be away.
            let is_rest_there = place.parent().is_some_and(Path::is_dir);
            let is_settled = is_rest_there || doubt.person.is_none();
            if is_settled && matches!(place.try_exists(), Ok(false)) {
                self.gradebook.forget_doubt(&doubt.name)?;
            }
        }
        Ok(())
    }

    /// Somebody's things lie elsewhere now. Of what is only gone, nobody knows what would count.
    fn forget_other_places(&mut self, person: &Person) -> Result<(), Error> {
        let of_person = self.noted.iter().filter(|(_, id)| *id == person.id);
        for (name, _) in of_person {
            if matches!(self.how.folder.place_of(name).try_exists(), Ok(false)) {
                self.gradebook.forget(name)?;
            }
        }
        Ok(())
    }

    fn place(&mut self, place: &Path) -> Result<(), Error> {
        if !place.exists() {
            let place = place.display();
            return Err(Error::Usage(format!("there is no folder or file {place}")));
        }
        if let Some(who) = self.how.who {
            self.refuse_several(place)?;
            return self.told(place, who);
        }
        let alone = found::alone(place);
        let is_whole = alone.kind == Kind::Clone || place.join("lessons").is_dir();
        if is_whole || self.owner(&alone).is_some() {
            return self.take_alone(alone);
        }
        if place.is_dir() {
            return self.folder(place);
        }
        match found::archive(place)? {
            Some(Archive::Zip) if !self.is_one_persons(place) => self.download(place),
            None if self.whose(&alone).is_err() => self.list(place),
            _ => self.take_alone(alone),
        }
    }

    fn take_alone(&mut self, found: Found) -> Result<(), Error> {
        self.is_alone = true;
        self.take(vec![found])
    }

    /// A teacher says whose a place is: from now on, and not of whom it seemed to be until then.
    fn told(&mut self, place: &Path, who: &str) -> Result<(), Error> {
        let alone = found::alone(place);
        let before = self.whose(&alone).map(|person| person.id);
        let (person, _) = self.gradebook.person(who)?;
        let name = self.how.folder.name_of(place);
        self.gradebook.own(&name, person)?;
        self.owners.insert(name, person);
        self.take_alone(alone)?;
        let before = before.ok().filter(|before| *before != person);
        before.map_or(Ok(()), |before| {
            let mut submissions = self.collected.submissions.iter();
            submissions.try_for_each(|it| self.gradebook.take_from(before, *it))
        })
    }

    /// A folder of submissions is not one person's.
    fn refuse_several(&self, place: &Path) -> Result<(), Error> {
        if !place.is_dir() || found::alone(place).kind == Kind::Clone {
            return Ok(());
        }
        let all = found::in_folder(place)?;
        let is_a_submission = |it: &&Found| it.kind == Kind::Clone || self.whose(it).is_ok();
        let such_as = match all.iter().find(is_a_submission) {
            Some(one) => format!(", such as {}", place.join(&one.name).display()),
            None if self.how.folder.is_below(place) => String::new(),
            None => return Ok(()),
        };
        Err(Error::Usage(format!(
            "{} is a folder of submissions; with `--who`, name one of them{such_as}",
            place.display(),
        )))
    }

    /// A platform's download may lie among what people handed in, as it came or unpacked.
    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        let (mut downloads, mut rest) = (Vec::new(), Vec::new());
        for found in found::in_folder(folder)? {
            match self.download_in(&found) {
                Some(download) => downloads.push(download),
                None => rest.push(found),
            }
        }
        self.take(rest)?;
        for download in downloads {
            if download.is_dir() {
                self.folder(&download)?;
            } else {
                self.download(&download)?;
            }
        }
        Ok(())
    }

    /// What has people in it that is nobody's itself.
    fn download_in(&self, found: &Found) -> Option<PathBuf> {
        let is_nobodys = matches!(self.whose(found), Err(Unmatched::Nobody));
        let places = [&found.path, &found.place].into_iter();
        let mut places = places.filter(|_| is_nobodys && found.kind == Kind::Files);
        places.find(|place| self.has_people(place)).cloned()
    }

    fn download(&mut self, file: &Path) -> Result<(), Error> {
        let folder = download::unpack(file, &self.how.settings.time_zone)?;
        let all = found::in_folder(folder.path())?;
        let download = self.how.folder.name_of(file);
        for doubt in self.gradebook.doubts()? {
            let is_in_it = all.iter().any(|found| found.name == doubt.name);
            if doubt.place == download && !is_in_it {
                self.gradebook.forget_doubt(&doubt.name)?;
            }
        }
        self.download = Some(download);
        let taken = self.take(all);
        self.download = None;
        taken
    }

    fn list(&mut self, list: &Path) -> Result<(), Error> {
        let reading = Error::while_doing(format!("read {}", list.display()));
        let bytes = fs::read(list).map_err(reading)?;
        let refuse = |why| Error::Usage(format!("{}: {why}", list.display()));
        let clones = self.how.folder.submissions();
        let clones = repositories::in_list(list, &bytes, &clones).map_err(refuse)?;
        self.take(clones.found)?;
        let missing = clones.missing.into_iter();
        let missing = missing.map(|(name, path)| (name, Unmatched::NoClone(path)));
        self.collected.unmatched.extend(missing);
        Ok(())
    }

    /// Whether an archive is what one person handed in, and no download.
    fn is_one_persons(&self, file: &Path) -> bool {
        !self.has_people(file) && self.matcher.person(&found::alone(file).name).is_ok()
    }

    /// Whether a ZIP file or a folder has something of people of the class in it, each with a name
    /// that says whose it is.
    fn has_people(&self, place: &Path) -> bool {
        let names = download::names(place).unwrap_or_default();
        names.iter().any(|name| self.matcher.person(name).is_ok())
    }

    /// Whose something is: a teacher has said so, or its name does.
    fn whose(&self, found: &Found) -> Result<&Person, Unmatched> {
        match self.owner(found) {
            Some(person) => person.unless_left(),
            None => self.matcher.person(&found.name),
        }
    }

    /// Whose something is because a teacher has said so.
    fn owner(&self, found: &Found) -> Option<&Person> {
        let person = self.owners.get(&self.how.folder.name_of(&found.place))?;
        self.matcher.numbered(*person)
    }

    fn take(&mut self, all: Vec<Found>) -> Result<(), Error> {
        let mut taken = Vec::new();
        for found in all {
            let person = match self.whose(&found) {
                Ok(person) => person.clone(),
                Err(Unmatched::Nobody) if matching::is_a_test_student(&found.name) => continue,
                Err(why) => {
                    let doubt = why.is_mystery().then(|| why.to_string());
                    self.note(&found, None, doubt)?;
                    self.collected.unmatched.push((found.name, why));
                    continue;
                }
            };
            let seen = self.keep(&found, &person)?;
            taken.push((found, person, seen));
        }
        let dates: Vec<Timestamp> = taken.iter().filter_map(|(_, _, seen)| seen.date).collect();
        let date_of_copy = dates::of_a_copy(&dates);
        let is_somebody_late = taken.iter().any(|(_, _, seen)| seen.is_late && seen.is_new);
        if let Some(date) = date_of_copy.filter(|_| is_somebody_late) {
            let date = moment::shown(&moment::text(date), &self.how.settings.time_zone);
            self.collected.doubts.push(format!(
                "all {} have nearly the same date, {date}, and somebody is late by it. It seems to \
                 be the date of a download or of a copy: `--submitted WHEN` with the same command \
                 says when they were handed in, and `class extend` gives one person more time",
                dates.len()
            ));
        }
        for (found, person, seen) in taken {
            self.note(&found, Some(&person), seen.doubt)?;
        }
        Ok(())
    }

    /// Notes what is doubtful of something, or that nothing is.
    fn note(
        &mut self,
        found: &Found,
        person: Option<&Person>,
        doubt: Option<String>,
    ) -> Result<(), Error> {
        let Some(why) = doubt else {
            return self.gradebook.forget_doubt(&found.name);
        };
        let place = self.download.clone();
        let doubt = Doubt {
            name: found.name.clone(),
            place: place.unwrap_or_else(|| self.how.folder.name_of(&found.place)),
            person: person.map(|person| person.id),
            login: person.map(|person| person.login.clone()),
            why,
        };
        let is_open = self.gradebook.doubt(&doubt)?;
        if person.is_some() && is_open {
            self.collected.doubts.push(format!("  ? {doubt}"));
        }
        Ok(())
    }

    /// Keeps what somebody handed in: once, or, in a clone, at several moments.
    fn keep(&mut self, found: &Found, person: &Person) -> Result<Seen, Error> {
        let due = self.gradebook.due(person.id)?;
        let source = found.source();
        let name = self.how.folder.name_of(&found.place);
        if let Some(why) = found::denied(found) {
            self.deny(&name, &source, person, &why)?;
            return Ok(Seen::default());
        }
        self.gradebook.allow(&name)?;
        self.forget_other_places(person)?;
        match found.kind {
            Kind::Files => self.keep_files(source, found, person, &due),
            Kind::Clone => {
                let clone = FoundClone {
                    name,
                    source,
                    path: &found.path,
                };
                self.keep_clone(&clone, person, &due)
            }
        }
    }

    fn keep_clone(
        &mut self,
        clone: &FoundClone<'_>,
        person: &Person,
        due: &[Due],
    ) -> Result<Seen, Error> {
        let (how, source) = (self.how, &clone.source);
        let ends = dates::ends(due, how.settings.late);
        let commits = reading::commits(how.course, clone.path, how.commit, &ends)?;
        if commits.is_empty()
            && let Some(named) = how.commit
        {
            let why = format!("{source} has no commit `{named}`");
            self.collected
                .without_commit
                .push((person.login.clone(), why));
            return Ok(Seen::default());
        }
        if let Some(why) = lacking(clone.path, &commits, due) {
            self.deny(&clone.name, source, person, why)?;
            return Ok(Seen::default());
        }
        self.collected.clones += 1;
        match how.commit {
            None => self.gradebook.note_look(&clone.name, person.id)?,
            Some(_) => self.gradebook.forget_look(&clone.name)?,
        }
        let dated = how.submitted_at.map_or(Dated::Files, |_| Dated::Teacher);
        if commits.is_empty() {
            let submission = Submission {
                person: person.id,
                source: source.clone(),
                submitted_at: how.submitted_at.unwrap_or_else(Timestamp::now),
                dated: Dated::Files,
                content: Content::Unreadable("the clone has no commit".to_owned()),
            };
            self.add(person, &submission)?;
        }
        let of_merges = self.doubts(person, due).of_merges(&commits);
        let newest = self.keep_commits(person, source, dated, commits)?;
        // A teacher who names a commit knows better.
        let newest = newest.filter(|_| how.commit.is_none());
        let doubts = self.doubts(person, due);
        let Some(newest) = newest else {
            return Ok(Seen::default());
        };
        let doubts = [of_merges, doubts.of_clone(clone.path, &newest)?];
        let doubts: Vec<String> = doubts.into_iter().flatten().collect();
        Ok(Seen {
            doubt: (!doubts.is_empty()).then(|| doubts.join("; ")),
            ..Seen::default()
        })
    }

    /// Keeps the commits of a clone, and returns the newest, which comes first.
    fn keep_commits(
        &mut self,
        person: &Person,
        source: &str,
        dated: Dated,
        mut commits: Vec<Read>,
    ) -> Result<Option<Newest>, Error> {
        // What is in several was handed in with the first; the newest comes last.
        if let [_, others @ ..] = &mut commits[..] {
            others.sort_by_key(|read| Reverse(read.made_at));
        }
        let mut newest = None;
        for (place, read) in commits.into_iter().enumerate().rev() {
            let is_nothing = matches!(&read.content, Content::Works(works, _) if works.is_empty());
            if is_nothing && place > 0 {
                continue;
            }
            if let (0, Content::Works(works, _)) = (place, &read.content) {
                newest = Some(Newest {
                    made_at: read.made_at,
                    works: works.clone(),
                });
            }
            let submission = Submission {
                person: person.id,
                source: format!("{source}@{}", read.commit),
                submitted_at: self.how.submitted_at.unwrap_or(read.made_at),
                dated,
                content: read.content,
            };
            self.add(person, &submission)?;
        }
        Ok(newest)
    }

    fn doubts<'d>(&'d self, person: &Person, due: &'d [Due]) -> Doubts<'d> {
        Doubts {
            how: self.how,
            gradebook: self.gradebook,
            person: person.id,
            due,
        }
    }

    /// Notes that something of somebody cannot be read here.
    fn deny(&mut self, name: &str, source: &str, person: &Person, why: &str) -> Result<(), Error> {
        self.gradebook.deny(name, person.id, why)?;
        self.gradebook.forget_look(name)?;
        let why = format!("{source} cannot be read here: {why}");
        self.collected.unreadable.push((person.login.clone(), why));
        Ok(())
    }

    fn keep_files(
        &mut self,
        source: String,
        found: &Found,
        person: &Person,
        due: &[Due],
    ) -> Result<Seen, Error> {
        let content = reading::files(self.how.course, found)?;
        if let Content::Works(_, left_out) = &content {
            let archives = left_out
                .iter()
                .filter(|(path, _)| matching::is_archive(path));
            let told = archives.map(|(path, why)| {
                let why = format!("{source}: {path} cannot be read: {why}");
                (person.login.clone(), why)
            });
            self.collected.unreadable.extend(told);
        }
        let (date, content) = match found::left_at(&found.path) {
            Ok(date) => (date, content),
            Err(why) => (Timestamp::now(), Content::Unreadable(why.to_string())),
        };
        let lessons: Vec<String> = content.begun().into_iter().map(str::to_owned).collect();
        let is_said_to_be_theirs = self.owner(found).is_some();
        let is_in_time = matching::is_in_time(&found.name, person, is_said_to_be_theirs);
        // What is said of a whole download is not said of those who are in time.
        let told = self.how.submitted_at;
        let told = told.filter(|_| self.is_alone || !is_in_time);
        let dated = match told {
            Some(_) => Dated::Teacher,
            None if is_in_time => Dated::Platform,
            None => Dated::Files,
        };
        let kept = self.add(
            person,
            &Submission {
                person: person.id,
                source,
                submitted_at: told.unwrap_or(date),
                dated,
                content,
            },
        )?;
        let doubt = self
            .doubts(person, due)
            .of_file(&found.name, &lessons, kept)?;
        Ok(Seen {
            date: told.is_none().then_some(date),
            is_late: dated == Dated::Files && dates::is_late(date, &lessons, due),
            is_new: kept.is_new,
            doubt,
        })
    }

    /// Adds a submission.
    fn add(&mut self, person: &Person, submission: &Submission) -> Result<Kept, Error> {
        if let Content::Unreadable(why) = &submission.content {
            let why = format!("{} cannot be read: {why}", submission.source);
            self.collected.unreadable.push((person.login.clone(), why));
        }
        let kept = self.gradebook.keep(submission)?;
        self.collected.submissions.insert(kept.id);
        self.collected.new += usize::from(kept.is_new);
        self.collected.as_before += usize::from(!kept.is_new);
        Ok(kept)
    }
}

/// Why what counts of a clone may be something that it does not have.
fn lacking(clone: &Path, commits: &[Read], due: &[Due]) -> Option<&'static str> {
    let has_none_before = |due: &Due| commits.iter().all(|it| it.made_at > due.with_grace);
    if commits.is_empty() && !repository::is_new(clone) {
        Some("git cannot read its commits; clone it again")
    } else if commits.iter().any(Read::is_incomplete) || repository::has_grafts(clone) {
        Some("git does not have all of it; clone it again, and whole")
    } else if repository::is_shallow(clone) && due.iter().any(has_none_before) {
        Some("it is shallow, and earlier commits may count: `git fetch --unshallow` gets them")
    } else {
        None
    }
}

/// A clone that was found.
struct FoundClone<'f> {
    /// As the gradebook names it.
    name: String,
    source: String,
    path: &'f Path,
}

/// The date of files, and whether somebody's new work is late by it.
#[derive(Debug, Default)]
struct Seen {
    date: Option<Timestamp>,
    is_late: bool,
    is_new: bool,
    /// What is doubtful of it.
    doubt: Option<String>,
}

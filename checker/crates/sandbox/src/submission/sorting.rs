//! Tells the files that are graded from those that are not, and says why not.

use crate::submission::contents::{Places, sane, why_dropped};
use crate::submission::{Contents, Entry, FILE_LIMIT, FILES, Kind, Overlay, Source};
use course::document::harmless;
use course::given::{Given, is_students};
use course::lesson::Course;
use course::submission::{LeftOut, Submission};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why nobody looks at most of a clone.
const OUTSIDE: &str = "it is outside of the lessons";

/// What is known so far of the files that are not graded.
#[derive(Default)]
pub(super) struct Sorting {
    dropped: BTreeMap<String, String>,
    rejected: BTreeMap<String, String>,
}

impl Sorting {
    /// The files whose names may be used; the names as the source knows them are
    /// the values.
    pub(super) fn sane_files(&mut self, entries: Vec<Entry>) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for entry in entries {
            if let Err(why) = self.sort_in(&entry, &mut files) {
                self.rejected.insert(harmless(&entry.name), why.to_owned());
            }
        }
        files.retain(|name, _| !self.rejected.contains_key(name));
        files
    }

    fn sort_in(
        &mut self,
        Entry { name, kind }: &Entry,
        files: &mut BTreeMap<String, String>,
    ) -> Result<(), &'static str> {
        let sane = sane(name)?;
        match kind {
            Kind::Link => Err("it is a link"),
            Kind::Special => Err("it is no file"),
            // Nobody can tell which one was meant.
            Kind::File if files.contains_key(&sane) => Err("it is there twice"),
            Kind::File => {
                files.insert(sane, name.clone());
                Ok(())
            }
            Kind::Closed => {
                let why = "nobody writes answers there".to_owned();
                self.dropped.insert(harmless(&format!("{sane}/")), why);
                Ok(())
            }
        }
    }

    /// What the files in the lessons' folders hold, by their sane names.
    pub(super) fn contents(
        &mut self,
        (course, places): (&Course, &Places),
        given: &BTreeMap<u32, Given>,
        files: &BTreeMap<String, String>,
        source: &mut dyn Source,
    ) -> Result<Contents, String> {
        let mut wanted = BTreeMap::new();
        for (name, raw) in files {
            let Some((number, file)) = places.of(name) else {
                continue;
            };
            let mut lessons = course.lessons.iter();
            let lesson = lessons.find(|lesson| lesson.number == number);
            let is_own = lesson.is_some_and(|lesson| is_students(lesson, file));
            // Of other files only those are read that can be compared.
            let is_given = given
                .get(&number)
                .is_some_and(|it| it.contains_key(Path::new(file)));
            if is_own || is_given {
                wanted.insert(name, raw);
            }
        }
        if wanted.len() > FILES {
            return Err(format!("it has more than {FILES} files to grade"));
        }
        let mut contents = source.contents(&wanted.values().copied().cloned().collect())?;
        let mut sane = Contents::new();
        for (name, raw) in wanted {
            match contents.remove(raw) {
                Some(content) if content.len() as u64 > FILE_LIMIT => {
                    let why = format!("it is longer than {} KiB", FILE_LIMIT / 1024);
                    self.rejected.insert(harmless(name), why);
                }
                Some(content) => {
                    sane.insert(name.clone(), content);
                }
                None => {}
            }
        }
        Ok(sane)
    }

    /// Which files are graded, and what is told of the others.
    pub(super) fn overlay(
        mut self,
        (course, places): (&Course, &Places),
        given: &BTreeMap<u32, Given>,
        names: &BTreeMap<String, String>,
        contents: &mut Contents,
    ) -> Overlay {
        let mut files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>> = BTreeMap::new();
        let mut taken = Vec::new();
        for name in names.keys() {
            let place = places.of(name).and_then(|(number, file)| {
                let lesson = course.lessons.iter().find(|it| it.number == number)?;
                Some((lesson, file))
            });
            let Some((lesson, file)) = place else {
                let name = harmless(&places.outside(name));
                self.dropped.insert(name, OUTSIDE.to_owned());
                continue;
            };
            let content = contents.remove(name);
            let given = given.get(&lesson.number);
            let given = given.and_then(|given| given.get(Path::new(file))?.as_ref());
            let is_own = is_students(lesson, file);
            let is_as_given = content.is_some() && content.as_ref() == given;
            // Own files without content were rejected.
            if is_own && let Some(content) = content {
                taken.push(format!("lessons/{}/{file}", lesson.folder()));
                let of_lesson = files.entry(lesson.number).or_default();
                of_lesson.insert(file.into(), content);
            } else if !is_own && !is_as_given {
                self.dropped
                    .insert(harmless(name), why_dropped(file).to_owned());
            }
        }
        Overlay {
            submission: Submission {
                name: String::new(),
                found: String::new(),
                taken,
                dropped: left_out(self.dropped),
                rejected: left_out(self.rejected),
            },
            files,
            single: None,
        }
    }
}

fn left_out(files: BTreeMap<String, String>) -> Vec<LeftOut> {
    let files = files.into_iter();
    files.map(|(path, why)| LeftOut { path, why }).collect()
}

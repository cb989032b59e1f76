//! Tells the files that are graded from those that are not, and says why not.

use super::{Contents, Entry, FILE_LIMIT, FILES, Kind, Overlay, Source, TOTAL_LIMIT};
use crate::hands::kept;
use crate::pure::document::harmless;
use crate::pure::submission::{Places, is_students, sane, why_dropped};
use crate::vocabulary::course::Course;
use crate::vocabulary::error::Error;
use crate::vocabulary::submission::{LeftOut, Submission};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
        for Entry { name, kind } in entries {
            let why = match (sane(&name), kind) {
                (Err(why), _) => why,
                (Ok(_), Kind::Link) => "it is a link",
                (Ok(_), Kind::Special) => "it is no file",
                (Ok(sane), Kind::Closed) => {
                    let why = "nobody writes answers there".to_owned();
                    self.dropped.insert(format!("{sane}/"), why);
                    continue;
                }
                (Ok(sane), Kind::File) => {
                    if files.insert(sane.clone(), name).is_some() {
                        // Nobody can tell which one was meant.
                        files.remove(&sane);
                        self.rejected.insert(sane, "it is there twice".to_owned());
                    }
                    continue;
                }
            };
            self.rejected.insert(harmless(&name), why.to_owned());
        }
        files.retain(|name, _| !self.rejected.contains_key(name));
        files
    }

    /// What the files in the lessons' folders hold, by their sane names.
    pub(super) fn contents(
        &mut self,
        course: &Course,
        places: &Places,
        files: &BTreeMap<String, String>,
        source: &mut dyn Source,
    ) -> Result<Contents, String> {
        let mut wanted: BTreeMap<&String, &String> = BTreeMap::new();
        for lesson in &course.lessons {
            let of_lesson = files.iter().filter(|(name, _)| {
                places
                    .of(name)
                    .is_some_and(|(number, _)| number == lesson.number)
            });
            // The student's own first: what else there is is only compared.
            let (own, other): (Vec<_>, Vec<_>) = of_lesson.partition(|(name, _)| {
                places
                    .of(name)
                    .is_some_and(|(_, file)| is_students(lesson, file))
            });
            if own.len() > FILES {
                return Err(format!("lesson {} has more than {FILES} files", lesson.id));
            }
            wanted.extend(own.into_iter().chain(other).take(2 * FILES));
        }
        let mut contents = source.contents(&wanted.values().copied().cloned().collect())?;
        let mut total = 0;
        let mut sane = Contents::new();
        for (name, raw) in wanted {
            if let Some(content) = contents.remove(raw) {
                if content.len() as u64 > FILE_LIMIT {
                    let why = format!("it is longer than {} KiB", FILE_LIMIT / 1024);
                    self.rejected.insert(harmless(name), why);
                    continue;
                }
                total += content.len() as u64;
                sane.insert(name.clone(), content);
            }
        }
        if total > TOTAL_LIMIT {
            let limit = TOTAL_LIMIT / 1024 / 1024;
            return Err(format!("its files hold more than {limit} MiB"));
        }
        Ok(sane)
    }

    /// Which files are graded, and what is told of the others.
    pub(super) fn overlay(
        mut self,
        course: &Course,
        places: &Places,
        names: &BTreeMap<String, String>,
        contents: &Contents,
    ) -> Result<Overlay, Error> {
        let mut files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>> = BTreeMap::new();
        let mut taken = Vec::new();
        let mut given = BTreeMap::new();
        for lesson in &course.lessons {
            given.insert(lesson.number, (lesson, kept::given(course, lesson)?));
        }
        for name in names.keys() {
            let of_lesson = places.of(name);
            let Some((file, (lesson, given))) =
                of_lesson.and_then(|(number, file)| Some((file, given.get(&number)?)))
            else {
                let outside = "it is outside of the lessons".to_owned();
                self.dropped
                    .insert(harmless(&places.outside(name)), outside);
                continue;
            };
            let content = contents.get(name);
            if is_students(lesson, file) {
                if let Some(content) = content {
                    taken.push(format!("lessons/{}/{file}", lesson.folder()));
                    let files = files.entry(lesson.number).or_default();
                    files.insert(file.into(), content.clone());
                }
            } else if content.is_none()
                || given.get(Path::new(file)).cloned().flatten().as_ref() != content
            {
                self.dropped
                    .insert(harmless(name), why_dropped(file).to_owned());
            }
        }
        Ok(Overlay {
            submission: Submission {
                name: String::new(),
                found: String::new(),
                taken,
                dropped: left_out(self.dropped),
                rejected: left_out(self.rejected),
            },
            files,
            single: None,
        })
    }
}

fn left_out(files: BTreeMap<String, String>) -> Vec<LeftOut> {
    let files = files.into_iter();
    files.map(|(path, why)| LeftOut { path, why }).collect()
}

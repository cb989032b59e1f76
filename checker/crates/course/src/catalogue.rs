//! Reads `checker/course/*/lesson.toml` and the steps' Markdown beside it. No other list of
//! lessons or steps is kept anywhere.

mod step_text;

use crate::error::Error;
use crate::lesson::{Course, Credit, Lesson, Limits, Look, LookAt, Omit, Server, Step, Vocabulary};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use step_text::StepText;

/// Finds the course that a folder belongs to: the nearest folder above it that holds
/// `checker/course`, or else the one in which this program was compiled.
fn find_root(start: &Path) -> Result<PathBuf, Error> {
    let compiled_in = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    start
        .ancestors()
        .chain(compiled_in)
        .find(|folder| folder.join("checker/course").is_dir())
        .map(Path::to_owned)
        .ok_or_else(|| {
            Error::Usage(
                "this is not a folder of the course; go to the folder that you cloned".into(),
            )
        })
}

/// The root of the course that the current directory belongs to.
pub fn root_here() -> Result<PathBuf, Error> {
    let start =
        std::env::current_dir().map_err(Error::while_doing("find the current directory"))?;
    find_root(&start)
}

/// Reads the course that the current directory belongs to.
pub fn here() -> Result<Course, Error> {
    read(&root_here()?)
}

/// Reads the whole course below `root`.
pub fn read(root: &Path) -> Result<Course, Error> {
    let course_dir = root.join("checker/course");
    let entries = fs::read_dir(&course_dir)
        .map_err(Error::while_doing(format!("read {}", course_dir.display())))?;
    let mut lessons = Vec::new();
    for entry in entries {
        let dir = entry.map_err(Error::while_doing("read the course"))?.path();
        if dir.join("lesson.toml").is_file() {
            lessons.push(read_lesson(dir)?);
        }
    }
    if lessons.is_empty() {
        return Err(Error::course(&course_dir, "there is no lesson"));
    }
    lessons.sort_by_key(|lesson| lesson.number);
    Ok(Course {
        root: root.to_owned(),
        lessons,
    })
}

fn read_lesson(dir: PathBuf) -> Result<Lesson, Error> {
    let path = dir.join("lesson.toml");
    let text = fs::read_to_string(&path)
        .map_err(Error::while_doing(format!("read {}", path.display())))?;
    let toml: LessonToml = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let (number, id) = dir
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.split_once('-'))
        .and_then(|(number, id)| Some((number.parse().ok()?, id.to_owned())))
        .ok_or_else(|| Error::course(&dir, "a lesson's folder is named like 01-config"))?;
    let mut steps: Vec<Step> = Vec::new();
    for step in toml.step {
        let text = step_text(&dir, &step.id)?;
        steps.push(
            step.into_step(steps.len() + 1, text)
                .map_err(|why| Error::course(&path, why))?,
        );
    }
    let defaults = Limits::default();
    Ok(Lesson {
        number,
        id,
        title: toml.title,
        dependencies: toml.dependencies,
        limits: Limits {
            seconds: toml.limits.seconds.unwrap_or(defaults.seconds),
            memory_mib: toml.limits.memory_mib.unwrap_or(defaults.memory_mib),
            ..defaults
        },
        steps,
        vocabulary: toml
            .seed
            .into_vocabulary()
            .map_err(|why| Error::course(&path, why))?,
        student: toml.student,
        answers: dir.clone(),
        dir,
    })
}

fn step_text(dir: &Path, id: &str) -> Result<StepText, Error> {
    let path = dir.join("steps").join(format!("{id}.md"));
    let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
    step_text::parse(&text).map_err(|why| Error::course(&path, why))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LessonToml {
    title: String,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    limits: LimitsToml,
    #[serde(default)]
    seed: SeedToml,
    #[serde(default)]
    student: Vec<String>,
    step: Vec<StepToml>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsToml {
    seconds: Option<u64>,
    memory_mib: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedToml {
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    amounts: Vec<AmountToml>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum AmountToml {
    One(u64),
    Run([u64; 2]),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepToml {
    id: String,
    points: u32,
    file: String,
    #[serde(default)]
    adds: Vec<String>,
    #[serde(default)]
    down: Vec<String>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    servers: Vec<Server>,
    #[serde(default)]
    credit: CreditToml,
    #[serde(default)]
    look: Vec<LookToml>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CreditToml {
    Word(String),
    Shares(BTreeMap<String, u32>),
}

impl Default for CreditToml {
    fn default() -> Self {
        Self::Word("whole".to_owned())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookToml {
    id: String,
    title: String,
    files: Option<PathBuf>,
    journal: Option<PathBuf>,
    schema: Option<PathBuf>,
    tables: Option<Vec<String>>,
    omit: Option<Vec<Omit>>,
    database: Option<PathBuf>,
    rows: Option<String>,
}

impl SeedToml {
    fn into_vocabulary(self) -> Result<Vocabulary, String> {
        let amounts = self.amounts.into_iter().map(|amount| {
            let (AmountToml::One(first) | AmountToml::Run([first, _])) = amount;
            let last = match amount {
                AmountToml::One(only) => only,
                AmountToml::Run([_, last]) => last,
            };
            let is_run = first >= 10 && first <= last && first.ilog10() == last.ilog10();
            is_run.then_some(first..=last).ok_or_else(|| {
                format!("seed: {first} to {last} are not numbers of two or more digits and of one length")
            })
        });
        Ok(Vocabulary {
            words: self.words,
            amounts: amounts.collect::<Result<_, _>>()?,
        })
    }
}

impl StepToml {
    fn into_step(self, number: usize, text: StepText) -> Result<Step, String> {
        let credit = match self.credit {
            CreditToml::Word(word) if word == "whole" => Credit::Whole,
            CreditToml::Word(word) if word == "equal" => Credit::Equal,
            CreditToml::Word(word) => {
                return Err(format!(
                    "step {}: credit is whole, equal or a table, not {word:?}",
                    self.id
                ));
            }
            CreditToml::Shares(shares) => Credit::Shares(shares),
        };
        let looks: Result<_, _> = self.look.into_iter().map(LookToml::into_look).collect();
        Ok(Step {
            number,
            looks: looks.map_err(|why| format!("step {}: {why}", self.id))?,
            id: self.id,
            title: text.title,
            points: self.points,
            file: self.file,
            adds: self.adds,
            down: self.down,
            signature: text.signature,
            after: self.after,
            servers: self.servers,
            credit,
            hints: text.hints,
            advice: text.advice,
        })
    }
}

impl LookToml {
    fn into_look(self) -> Result<Look, String> {
        if self.schema.is_none() && (self.tables.is_some() || self.omit.is_some()) {
            return Err(format!(
                "look {:?}: tables and omit belong to schema",
                self.title
            ));
        }
        let single = [
            self.files.map(LookAt::Files),
            self.journal.map(LookAt::Journal),
            self.schema.map(|database| LookAt::Schema {
                database,
                tables: self.tables.unwrap_or_default(),
                omit: self.omit.unwrap_or_default(),
            }),
        ];
        let mut single = single.into_iter().flatten();
        let at = match (single.next(), single.next(), self.database, self.rows) {
            (Some(at), None, None, None) => at,
            (None, None, Some(database), Some(sql)) => LookAt::Rows { database, sql },
            _ => {
                return Err(format!(
                    "look {:?} needs one of: files, journal, schema, or database with rows",
                    self.title
                ));
            }
        };
        Ok(Look {
            id: self.id,
            title: self.title,
            at,
        })
    }
}

#[cfg(test)]
mod tests;

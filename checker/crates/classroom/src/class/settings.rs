//! `class.toml`: what a teacher decides for the whole class.

use crate::class::moment;
use course::error::Error;
use course::lesson::Course;
use course::selection;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use toml::value::Datetime;

/// What `class.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    /// What the class is called.
    pub(super) title: String,
    /// Where its days begin and end.
    pub(super) time_zone: TimeZone,
    /// What the names and numbers that are tried are drawn with: the same for everybody.
    pub(super) seed: u32,
    pub(super) late: LatePolicy,
    /// The lessons that count, by their ids, and when each is due.
    pub(super) due: BTreeMap<String, Option<Timestamp>>,
}

/// What becomes of work that is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LatePolicy {
    /// What is late by so many seconds is not late yet.
    pub(super) grace_seconds: i64,
    /// The part of a lesson's points that each day costs that has begun.
    pub(super) percent_per_day: u8,
    /// What is late by more days has no points.
    pub(super) days: Option<u32>,
}

impl LatePolicy {
    /// Whether being late costs points.
    pub(super) fn is_costly(self) -> bool {
        self.percent_per_day > 0 || self.days.is_some()
    }
}

/// As it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    title: String,
    time_zone: String,
    seed: u32,
    #[serde(default)]
    late: WrittenLate,
    lessons: BTreeMap<String, Moment>,
}

/// TOML has dates, too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Moment {
    Text(String),
    Toml(Datetime),
}

impl Moment {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Toml(moment) => moment.to_string(),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenLate {
    #[serde(default)]
    policy: Policy,
    grace: Option<String>,
    percent_per_day: Option<u8>,
    days: Option<u32>,
}

#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Policy {
    #[default]
    None,
    PerDay,
    CutOff,
}

impl Settings {
    /// Reads the settings of a class in this course. An error says what to change.
    pub(super) fn read(file: &Path, course: &Course) -> Result<Self, Error> {
        let reading = Error::while_doing(format!("read {}", file.display()));
        let text = fs::read_to_string(file).map_err(reading)?;
        Self::parse(&text, course).map_err(|why| Error::Usage(format!("{}: {why}", file.display())))
    }

    fn parse(text: &str, course: &Course) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| {
            if error.message().starts_with("missing field") {
                format!(
                    "it has no {}; `class init` in another folder writes a whole one",
                    &error.message()[8..]
                )
            } else {
                error.to_string()
            }
        })?;
        let time_zone = TimeZone::get(&written.time_zone).map_err(|_| {
            format!(
                "there is no time zone `{}`; write one such as Europe/Berlin or UTC",
                written.time_zone
            )
        })?;
        let mut due = BTreeMap::new();
        for (name, moment) in written.lessons {
            let lesson = selection::lesson(course, &name).map_err(|error| error.to_string())?;
            let moment = match &*moment.text() {
                "" => None,
                moment => Some(moment::due(moment, &time_zone).map_err(in_lesson(&name))?),
            };
            due.insert(lesson.id.clone(), moment);
        }
        if due.is_empty() {
            return Err("no lesson counts; name some below [lessons]".to_owned());
        }
        Ok(Self {
            title: written.title,
            time_zone,
            seed: written.seed,
            late: written.late.policy()?,
            due,
        })
    }
}

fn in_lesson<E: Display>(id: &str) -> impl FnOnce(E) -> String {
    move |why| format!("lesson `{id}`: {why}")
}

impl WrittenLate {
    fn policy(self) -> Result<LatePolicy, String> {
        let grace_seconds = match self.grace {
            None => 0,
            Some(grace) => moment::seconds(&grace)?,
        };
        if self.policy != Policy::PerDay && (self.percent_per_day.is_some() || self.days.is_some())
        {
            return Err("`percent-per-day` and `days` are for the policy `per-day`".to_owned());
        }
        let (percent_per_day, days) = match self.policy {
            Policy::None => (0, None),
            Policy::CutOff => (0, Some(0)),
            Policy::PerDay => match self.percent_per_day {
                Some(percent @ 1..=100) => (percent, self.days),
                None => {
                    let what = "the policy `per-day` needs a line such as `percent-per-day = 10`";
                    return Err(what.to_owned());
                }
                _ => return Err("`percent-per-day` is a number from 1 to 100".to_owned()),
            },
        };
        Ok(LatePolicy {
            grace_seconds,
            percent_per_day,
            days,
        })
    }
}

//! What is published: everybody's points, as the gradebook has them now.

use crate::class::collect::Person;
use crate::class::gradebook::{Gradebook, LessonState, Published};
use crate::class::points;
use crate::class::publish::columns::PointsOf;
use course::error::Error;
use course::lesson::Course;
use std::collections::BTreeMap;

/// The grades of a class.
#[derive(Debug)]
pub(super) struct ClassGrades {
    pub(super) title: String,
    pub(super) people: Vec<Person>,
    /// The lessons that count.
    pub(super) lessons: Vec<CountedLesson>,
    /// By person, in the order of the lessons.
    pub(super) states: BTreeMap<i64, Vec<LessonState>>,
    /// The points that everybody was told last, by person and lesson.
    pub(super) told_before: BTreeMap<(i64, String), f64>,
}

#[derive(Debug, Clone)]
pub(super) struct CountedLesson {
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) title: String,
}

/// What somebody has in a lesson, or in all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Points {
    Given(f64),
    Excused,
    /// For reasons of ours: that is no score.
    NotGraded,
    /// There is time left, and nothing has begun: that is no zero.
    NotDue,
}

impl Points {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Given(_) => "points",
            Self::Excused => "excused",
            Self::NotGraded => "not graded yet",
            Self::NotDue => "not due yet",
        }
    }

    /// Whether there is anything to tell.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Self::Given(_) | Self::Excused)
    }
}

impl ClassGrades {
    pub(super) fn read(gradebook: &Gradebook, course: &Course, title: &str) -> Result<Self, Error> {
        let mut states: BTreeMap<i64, Vec<LessonState>> = BTreeMap::new();
        for state in gradebook.lessons()? {
            states.entry(state.person).or_default().push(state);
        }
        let counts = |id: &str| {
            let mut all = states.values().flatten();
            all.any(|state| state.lesson == id)
        };
        let lessons = course.lessons.iter().filter(|lesson| counts(&lesson.id));
        let lessons = lessons.map(|lesson| CountedLesson {
            id: lesson.id.clone(),
            number: lesson.number,
            title: lesson.title.clone(),
        });
        Ok(Self {
            title: title.to_owned(),
            people: gradebook.people()?,
            lessons: lessons.collect(),
            states,
            told_before: gradebook.last_told()?,
        })
    }

    /// Whose points a column with this title has, in small letters.
    pub(super) fn called(&self, title: &str) -> Option<PointsOf> {
        if title == "total" || title == self.title.to_lowercase() {
            return Some(PointsOf::Total);
        }
        let is = |lesson: &&CountedLesson| {
            let CountedLesson {
                id,
                number,
                title: own,
            } = lesson;
            let names = [
                id.clone(),
                own.to_lowercase(),
                format!("{number:02}-{id}"),
                format!("{number:02} {id}"),
                format!("lesson {number}"),
                format!("lesson {number:02}"),
            ];
            names.iter().any(|name| name == title)
        };
        let lesson = self.lessons.iter().find(is)?;
        Some(PointsOf::Lesson(lesson.id.clone()))
    }

    pub(super) fn states(&self, person: i64) -> &[LessonState] {
        self.states.get(&person).map_or(&[], Vec::as_slice)
    }

    /// What makes up such points of somebody.
    pub(super) fn of(&self, person: i64, of: &PointsOf) -> Vec<&LessonState> {
        let states = self.states(person).iter();
        let is_of = |state: &&LessonState| match of {
            PointsOf::Total => true,
            PointsOf::Lesson(id) => state.lesson == *id,
        };
        states.filter(is_of).collect()
    }

    pub(super) fn points(&self, person: i64, of: &PointsOf) -> Points {
        let states = self.of(person, of);
        if states.iter().any(|state| state.is_not_graded()) {
            Points::NotGraded
        } else if states.iter().all(|state| state.is_excused()) {
            Points::Excused
        } else if states.iter().any(|state| state.is_counted()) {
            Points::Given(points::sum(states.iter().map(|state| state.final_points)))
        } else {
            Points::NotDue
        }
    }

    /// The points that somebody was told last.
    pub(super) fn told_before(&self, person: i64, of: &PointsOf) -> f64 {
        let lessons = self.of(person, of).into_iter();
        let told = lessons.filter_map(|it| self.told_before.get(&(person, it.lesson.clone())));
        points::sum(told.copied())
    }

    /// Whoever is in the class, and all lessons.
    pub(super) fn all(&self) -> Published {
        let states = self.states.values().flatten();
        states
            .map(|state| (state.person, state.lesson.clone()))
            .collect()
    }

    /// What somebody is told about with their points.
    pub(super) fn told(&self, person: i64, of: &PointsOf) -> Published {
        let states = self.of(person, of).into_iter();
        let told = states.filter(|state| !state.is_not_due() && !state.is_not_graded());
        told.map(|state| (person, state.lesson.clone())).collect()
    }

    /// What everybody is told about.
    pub(super) fn told_to_all(&self) -> Published {
        let people = self.people.iter();
        people
            .flat_map(|person| self.told(person.id, &PointsOf::Total))
            .collect()
    }

    /// For how many people among these each lesson is not due yet, in the order of the lessons.
    pub(super) fn not_due(&self, among: &Published) -> Vec<(&str, usize)> {
        let lessons = self.lessons.iter().map(|lesson| {
            let states = self.among(among);
            let left_out = states.filter(|it| it.lesson == lesson.id && it.is_not_due());
            (&*lesson.id, left_out.count())
        });
        lessons.filter(|(_, people)| *people > 0).collect()
    }

    /// Those among these who are told a zero because what they have handed in cannot be read: logins, each
    /// with the lessons.
    pub(super) fn unreadable(&self, among: &Published) -> BTreeMap<&str, Vec<&str>> {
        let is_zero = |it: &&LessonState| it.is_counted() && it.final_points == 0.0;
        let unreadable = self.among(among).filter(|it| it.state == "unreadable");
        let mut people: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for state in unreadable.filter(is_zero) {
            people.entry(&state.login).or_default().push(&state.lesson);
        }
        people
    }

    fn among(&self, these: &Published) -> impl Iterator<Item = &LessonState> {
        let states = self.states.values().flatten();
        states.filter(|it| these.contains(&(it.person, it.lesson.clone())))
    }

    /// What somebody can have who is excused from nothing.
    pub(super) fn possible(&self, of: &PointsOf) -> f64 {
        let people = self.people.first();
        let states = people.map_or_else(Vec::new, |person| self.of(person.id, of));
        points::sum(states.iter().map(|state| state.possible))
    }

    /// What a person reads beside their points.
    pub(super) fn comment(&self, person: i64, of: &PointsOf) -> String {
        let lines = self.of(person, of).into_iter().map(|state| {
            let LessonState {
                lesson,
                state: what,
                ..
            } = state;
            let points = format!(
                "{} of {}",
                points::text(state.final_points),
                points::text(state.possible)
            );
            let late = match state.penalty_percent {
                0 => String::new(),
                percent => format!(
                    ", late: {percent} % of {} are lost",
                    points::text(state.points)
                ),
            };
            match &**what {
                "excused" | "not due yet" => format!("{lesson}: {what}"),
                "graded" => format!("{lesson}: {points}{late}"),
                what => format!("{lesson}: {points} ({what}){late}"),
            }
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    /// Whether a comment is one of ours, of now or of an earlier publication, and nothing else.
    pub(super) fn is_ours(&self, comment: &str) -> bool {
        comment.split("; ").all(|part| {
            let mut lessons = self.lessons.iter();
            let rest = lessons.find_map(|it| part.strip_prefix(&*it.id)?.strip_prefix(": "));
            rest.is_some_and(is_remark)
        })
    }

    /// Those among these who have no score for reasons of ours, each with the lesson.
    pub(super) fn not_graded(&self, among: &Published) -> Vec<String> {
        let states = self.among(among).filter(|state| state.is_not_graded());
        states.map(LessonState::called).collect()
    }
}

/// States that are told beside points.
const BESIDE_POINTS: [&str; 4] = [
    " (nothing handed in)",
    " (not begun)",
    " (unreadable)",
    " (does not compile)",
];

/// Whether a text is what [`ClassGrades::comment`] says of a lesson.
fn is_remark(text: &str) -> bool {
    let behind_points = || {
        let rest = behind_number(text)?.strip_prefix(" of ")?;
        let rest = behind_number(rest)?;
        let mut states = BESIDE_POINTS.iter();
        let state = states.find_map(|state| rest.strip_prefix(state));
        Some(state.unwrap_or(rest))
    };
    let is_late = |rest: &str| {
        let rest = behind_number(rest.strip_prefix(", late: ")?)?;
        let rest = behind_number(rest.strip_prefix(" % of ")?)?;
        Some(rest == " are lost")
    };
    ["excused", "not due yet"].contains(&text)
        || behind_points().is_some_and(|rest| rest.is_empty() || is_late(rest) == Some(true))
}

fn behind_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::is_remark;

    #[test]
    fn what_somebody_has_added_is_no_remark_of_ours() {
        for ours in [
            "12 of 50",
            "0 of 50 (not begun)",
            "39.6 of 50 (does not compile), late: 10 % of 44 are lost",
            "40 of 50, late: 20 % of 50 are lost",
            "excused",
            "not due yet",
        ] {
            assert!(is_remark(ours), "{ours}");
        }
        for theirs in [
            "",
            "12 of 50. Please come and see me",
            "12 of 50, well done",
            "12 of 50 (late)",
            "12 of 50 (not begun) at all",
            "12 of 50, late: 10 % of 12 are lost, sadly",
            "12 of 50\nwell done",
            "excused because you were ill",
            "see me",
        ] {
            assert!(!is_remark(theirs), "{theirs}");
        }
    }
}

//! The page: who has what, where the class stands, what is said most often, and who needs somebody.

use crate::class::gradebook::{Gradebook, LessonState, Said, StepCell};
use crate::class::moment;
use crate::class::points;
use crate::class::settings::Settings;
use crate::html::{STYLE, document, script_policy, with_code};
use course::error::Error;
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeMap;
use terminal::words::plural;

/// What is only on this page.
const OWN_STYLE: &str = include_str!("class.css");
const SCRIPT: &str = include_str!("class.js");

/// Marks the page as one that may be written anew.
pub(super) const GENERATOR: &str = "classroom class report";

/// Whether a page tells who is who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Shown,
    Hidden,
}

/// What the page is made of.
pub(super) struct ClassPage {
    title: String,
    names: Names,
    /// When the page was made, where the class is.
    made_at: String,
    people: Vec<PersonRow>,
    /// What at least two people were told.
    common: Vec<Said>,
    /// Logins or aliases, lessons and reasons.
    failures: Vec<(String, String, String)>,
    /// Names or aliases of those whose work cannot be read, and why.
    unreadable: Vec<(String, String)>,
}

/// Somebody in the table.
struct PersonRow {
    name: String,
    section: String,
    lessons: Vec<LessonState>,
    /// By lesson, in the order of the steps.
    steps: BTreeMap<String, Vec<StepCell>>,
}

impl PersonRow {
    fn earned(&self) -> f64 {
        points::sum(self.lessons.iter().map(LessonState::earned))
    }

    fn possible(&self) -> f64 {
        let counted = self.lessons.iter().filter(|it| it.is_counted());
        points::sum(counted.map(|it| it.possible))
    }

    /// Whoever is excused from all has nothing to begin.
    fn has_begun(&self) -> bool {
        let mut counted = self.lessons.iter().filter(|it| !it.is_excused()).peekable();
        let is_idle = |it: &LessonState| {
            matches!(
                &*it.state,
                "nothing handed in" | "not begun" | "not due yet"
            )
        };
        counted.peek().is_none() || !counted.all(is_idle)
    }
}

impl ClassPage {
    pub(super) fn read(
        gradebook: &Gradebook,
        settings: &Settings,
        names: Names,
    ) -> Result<Self, Error> {
        let mut steps: BTreeMap<i64, BTreeMap<String, Vec<StepCell>>> = BTreeMap::new();
        for cell in gradebook.step_cells()? {
            let lesson = cell.step.split('/').next().unwrap_or_default().to_owned();
            let lessons = steps.entry(cell.person).or_default();
            lessons.entry(lesson).or_default().push(cell);
        }
        let mut common = gradebook.sentences()?;
        common.retain(|said| said.people > 1);
        let lessons = gradebook.lessons()?;
        let mut failures = gradebook.failures()?;
        if names == Names::Hidden {
            for (login, _, _) in &mut failures {
                let alias = lessons.iter().find(|it| it.login == *login);
                *login = alias.map_or_else(String::new, |it| it.alias.clone());
            }
        }
        let people = lessons.chunk_by(|one, other| one.person == other.person);
        let people = people.map(|lessons| PersonRow {
            name: called(&lessons[0], names),
            // In a small one it tells who is who.
            section: match names {
                Names::Hidden => String::new(),
                Names::Shown => lessons[0].section.clone(),
            },
            steps: steps.remove(&lessons[0].person).unwrap_or_default(),
            lessons: lessons.to_vec(),
        });
        let mut people: Vec<PersonRow> = people.collect();
        // An order by login would tell who is who.
        people.sort_by_cached_key(|it| it.name.to_lowercase());
        let mut unreadable = Vec::new();
        for (id, why) in gradebook.unreadable_people()? {
            let person = people.iter().find(|it| it.lessons[0].person == id);
            let name = person.map_or_else(String::new, |it| it.name.clone());
            // Reasons name files, whose names tell who is who.
            let why = if names == Names::Shown {
                why
            } else {
                String::new()
            };
            unreadable.push((name, why));
        }
        Ok(Self {
            title: settings.title.clone(),
            names,
            made_at: moment::shown(&moment::now(), &settings.time_zone),
            people,
            common,
            failures,
            unreadable,
        })
    }

    pub(super) fn write(&self) -> String {
        let head = html! {
            meta name="generator" content=(GENERATOR);
            style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
        };
        let body = html! {
            header {
                h1 { (self.title) }
                p class="quiet" {
                    (plural(self.people.len(), "person")) ", " (self.made_at)
                    @if self.names == Names::Hidden { "; names are hidden" }
                }
            }
            main {
                (self.failed())
                (self.unread())
                (self.heat_map())
                (self.standing())
                (self.mistakes())
                (self.idle())
            }
            script { (PreEscaped(SCRIPT)) }
        };
        let title = format!("{} · Persistent Rust", self.title);
        document(&title, &script_policy(SCRIPT), &head, &body)
    }

    /// What failed for reasons of ours comes first: it waits for somebody.
    fn failed(&self) -> Markup {
        html! {
            @if !self.failures.is_empty() {
                section {
                    h2 { "Not graded, through no fault of theirs" }
                    p { "These have no score. Mend the cause, and start " code { "class grade" } " again." }
                    ul {
                        @for (who, lesson, why) in &self.failures {
                            li { strong { (who) } ", " (lesson) ": " (why) }
                        }
                    }
                }
            }
        }
    }

    fn unread(&self) -> Markup {
        html! {
            @if !self.unreadable.is_empty() {
                section {
                    h2 { "Cannot be read" }
                    ul {
                        @for (who, why) in &self.unreadable {
                            li { strong { (who) } @if !why.is_empty() { ": " (why) } }
                        }
                    }
                }
            }
        }
    }

    fn heat_map(&self) -> Markup {
        let lessons = self.people.first().map_or(&[][..], |it| &it.lessons);
        html! {
            section {
                h2 { "People and steps" }
                @if self.people.is_empty() {
                    p { "Nobody is in the class yet; " code { "class import" } " takes a list." }
                } @else {
                    (self.legend())
                    div class="scroll" tabindex="0" role="region" aria-label="People and steps" {
                        table class="heat" {
                            thead {
                                tr {
                                    th scope="col" aria-sort="ascending" { button type="button" { "Name" } }
                                    th scope="col" class="points" { button type="button" { "Points" } }
                                    @for lesson in lessons {
                                        th scope="col" {
                                            button type="button" title=(lesson.lesson) {
                                                (format!("{:02}", lesson.number))
                                                span class="words" { " " (lesson.lesson) }
                                            }
                                        }
                                    }
                                }
                            }
                            tbody { @for person in &self.people { (row(person)) } }
                        }
                    }
                }
            }
        }
    }

    fn legend(&self) -> Markup {
        let has_failures = !self.failures.is_empty() || !self.unreadable.is_empty();
        let mut lessons = self.people.iter().flat_map(|person| &person.lessons);
        let is_waiting = lessons.any(|it| it.state == "not graded yet");
        html! {
            p class="legend quiet" {
                span class="cell all" { "●" } " all points "
                span class="cell some" { "◐" } " some "
                span class="cell none" { "✗" } " none "
                span class="cell" { "·" } " not begun "
                span class="cell" { "◌" } " not tried "
                span class="cell" { "–" } " excused "
                @if has_failures { span class="cell failed" { "!" } " named above " }
                @if is_waiting { span class="cell failed" { "?" } " not graded yet " }
                span class="cell all decided" { "●" } " decided by hand. Click a heading to sort."
            }
        }
    }

    fn standing(&self) -> Markup {
        let lessons = self.people.first().map_or(&[][..], |it| &it.lessons);
        html! {
            section {
                h2 { "Where the class stands" }
                table class="standing" {
                    thead {
                        tr {
                            th scope="col" { "Lesson" }
                            th scope="col" class="points" { "Begun" }
                            th scope="col" class="points" { "All points" }
                            th scope="col" class="points" { "Late" }
                            th scope="col" class="points" { "Median of these" }
                        }
                    }
                    tbody {
                        @for (place, lesson) in lessons.iter().enumerate() {
                            (self.lesson_row(place, lesson))
                        }
                    }
                }
            }
        }
    }

    /// What is not graded for reasons of ours is no score, so it is not in the median.
    fn lesson_row(&self, place: usize, lesson: &LessonState) -> Markup {
        let states = self.people.iter().filter_map(|it| it.lessons.get(place));
        let states: Vec<&LessonState> = states.filter(|it| !it.is_excused()).collect();
        let is_begun = |it: &&&LessonState| {
            let idle = [
                "nothing handed in",
                "not begun",
                "not due yet",
                "unreadable",
            ];
            !idle.contains(&&*it.state)
        };
        let begun: Vec<&&LessonState> = states.iter().filter(is_begun).collect();
        let done = begun.iter().filter(|it| it.points >= it.possible).count();
        let late = begun.iter().filter(|it| it.days_late > 0).count();
        let graded = begun.iter().filter(|it| !it.is_not_graded());
        let median = median(graded.map(|it| it.final_points).collect());
        html! {
            tr {
                th scope="row" { (format!("{:02} ", lesson.number)) (lesson.lesson) }
                td class="points" { (begun.len()) " of " (states.len()) }
                td class="points" { (done) }
                td class="points" { (late) }
                td class="points" {
                    @match median {
                        Some(median) => { (points::text(median)) " of " (points::text(lesson.possible)) }
                        None => "–",
                    }
                }
            }
        }
    }

    fn mistakes(&self) -> Markup {
        let steps = self.common.chunk_by(|one, other| one.step == other.step);
        html! {
            section {
                h2 { "Most frequent feedback" }
                @if self.common.is_empty() {
                    p { "No two people have been told the same." }
                } @else {
                    p class="quiet" { "How many of those who have begun a step read what." }
                }
                @for step in steps {
                    h3 class="step-name" { (step[0].step) }
                    ul {
                        @for common in step {
                            li { strong { (common.people) " of " (common.of) } ": " (with_code(&common.sentence)) }
                        }
                    }
                }
            }
        }
    }

    fn idle(&self) -> Markup {
        let idle: Vec<&PersonRow> = self.people.iter().filter(|it| !it.has_begun()).collect();
        html! {
            section {
                h2 { "Not begun" }
                @if idle.is_empty() {
                    p { "Everybody has begun." }
                } @else {
                    ul { @for person in idle { li { (person.name) @if !person.section.is_empty() { ", " (person.section) } } } }
                }
            }
        }
    }
}

fn called(lesson: &LessonState, names: Names) -> String {
    match names {
        Names::Hidden => lesson.alias.clone(),
        Names::Shown if lesson.name.is_empty() => lesson.login.clone(),
        Names::Shown => lesson.name.clone(),
    }
}

/// Of an even number, what is in the middle of the two in the middle.
fn median(mut all: Vec<f64>) -> Option<f64> {
    all.sort_by(f64::total_cmp);
    let upper = all.get(all.len() / 2)?;
    let lower = all.get((all.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

fn row(person: &PersonRow) -> Markup {
    let none = Vec::new();
    html! {
        tr {
            th scope="row" data-key=(person.name.to_lowercase()) { (person.name) }
            td class="points" data-key=(person.earned()) {
                (points::text(person.earned())) "/" (points::text(person.possible()))
            }
            @for lesson in &person.lessons {
                // Whoever is excused, or has time left, stands behind those who have nothing.
                td data-key=(if lesson.is_counted() { lesson.final_points } else { -1.0 }) {
                    span class="cells" aria-hidden="true" {
                        @for step in person.steps.get(&lesson.lesson).unwrap_or(&none) { (cell(step)) }
                    }
                    span class="words" {
                        (lesson.state)
                        @if lesson.is_counted() {
                            ", " (points::text(lesson.final_points)) " of " (points::text(lesson.possible))
                        }
                    }
                }
            }
        }
    }
}

fn cell(step: &StepCell) -> Markup {
    let (class, mark) = match (&*step.state, &*step.verdict) {
        ("excused", _) => ("", "–"),
        ("failed" | "unreadable", _) if !step.is_decided => ("failed", "!"),
        ("not graded yet", _) if !step.is_decided => ("failed", "?"),
        (_, "" | "not_started") if !step.is_decided => ("", "·"),
        (_, "blocked") if !step.is_decided => ("", "◌"),
        _ if step.points >= step.possible => ("all", "●"),
        _ if step.points > 0 => ("some", "◐"),
        _ => ("none", "✗"),
    };
    let decided = if step.is_decided { " decided" } else { "" };
    let title = format!(
        "{}: {} of {}{decided}",
        step.step, step.points, step.possible
    );
    html! { span class={ "cell " (class) " " (decided) } title=(title) { (mark) } }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn half_of_the_class_is_above_the_median() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7.0]), Some(7.0));
        assert_eq!(median(vec![50.0, 0.0, 30.0]), Some(30.0));
        assert_eq!(median(vec![50.0, 0.0, 30.0, 20.0]), Some(25.0));
    }
}

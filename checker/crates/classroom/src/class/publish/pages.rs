//! A page of feedback for each person, which needs nothing else.

use crate::class::gradebook::{Gradebook, LessonState};
use crate::class::moment;
use crate::class::points;
use crate::class::publish::grades::ClassGrades;
use crate::html::{STYLE, document};
use course::error::Error;
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};

/// Nothing but the style that is in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A lesson of somebody, and what the grader had to say about it.
struct GradedLesson<'g> {
    state: &'g LessonState,
    title: &'g str,
    /// HTML; none if there is nothing to say.
    feedback: Option<String>,
    /// What people have decided about it.
    remarks: Vec<String>,
}

/// The page of one person.
pub(super) fn page(
    gradebook: &Gradebook,
    grades: &ClassGrades,
    person: i64,
    time_zone: &TimeZone,
) -> Result<String, Error> {
    let mut lessons = Vec::new();
    for state in grades.states(person) {
        let lesson = grades.lessons.iter().find(|it| it.id == state.lesson);
        let mut remarks = gradebook.remarks_on(person, &state.lesson)?;
        if state.state == "unreadable" {
            remarks.extend(gradebook.unreadable(person)?);
        }
        let feedback = state.result.map(|result| gradebook.page_of(result));
        lessons.push(GradedLesson {
            state,
            title: lesson.map_or("", |lesson| &lesson.title),
            feedback: feedback.transpose()?.flatten(),
            remarks,
        });
    }
    let who = grades.people.iter().find(|it| it.id == person);
    let who = who.map_or("", |it| {
        if it.name.is_empty() {
            &it.login
        } else {
            &it.name
        }
    });
    let earned = points::sum(lessons.iter().map(|it| it.state.earned()));
    let counted = lessons.iter().filter(|it| it.state.is_counted());
    let possible = points::sum(counted.map(|it| it.state.possible));
    let total = format!(
        "{} of {} points",
        points::text(earned),
        points::text(possible)
    );
    let head = html! { style { (PreEscaped(STYLE)) } };
    let body = html! {
        header {
            h1 { (grades.title) ": " (who) }
            p class="total" id="total" { strong { (total) } }
            progress max=(possible.max(1.0)) value=(earned) aria-labelledby="total" {}
        }
        main {
            (overview(&lessons))
            @for lesson in &lessons { (section(lesson, time_zone)) }
        }
    };
    let title = format!("{}: {total}", grades.title);
    Ok(document(&title, POLICY, &head, &body))
}

fn overview(lessons: &[GradedLesson<'_>]) -> Markup {
    html! {
        h2 { "Lessons" }
        table {
            caption { "What counts now, with everything that was decided." }
            thead {
                tr { th scope="col" { "Lesson" } th scope="col" { "State" } th scope="col" class="points" { "Points" } }
            }
            tbody {
                @for GradedLesson { state, .. } in lessons {
                    tr {
                        th scope="row" { a href={ "#of-" (state.lesson) } { (format!("{:02} ", state.number)) (state.lesson) } }
                        td { (state.told()) }
                        td class="points" {
                            @if state.is_counted() {
                                (points::text(state.final_points)) "/" (points::text(state.possible))
                            } @else {
                                "–"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section(lesson: &GradedLesson<'_>, time_zone: &TimeZone) -> Markup {
    let GradedLesson { state, title, .. } = lesson;
    html! {
        section id={ "of-" (state.lesson) } {
            h2 { (format!("{:02} ", state.number)) (state.lesson) ": " (title) }
            @if lesson.feedback.is_none() { p class="quiet" { (state.told()) } }
            @if let Some(at) = state.handed_in(time_zone) {
                p class="quiet" { "Handed in: " (at) }
            }
            @if state.days_late > 0 {
                p {
                    "Late: it was due " (moment::shown(state.due_at.as_deref().unwrap_or_default(), time_zone))
                    "."
                    @if state.penalty_percent > 0 && state.is_counted() {
                        " " (state.penalty_percent) " % of " (points::text(state.points)) " points are lost."
                    }
                }
            }
            @for remark in &lesson.remarks { p { (moment::shown_in(remark, time_zone)) } }
            // The grader has made it, and everything of the student's in it is escaped.
            @if let Some(feedback) = &lesson.feedback { (PreEscaped(feedback)) }
        }
    }
}

//! What a run is told and what it tells: with a seed, in other names than the course's.

use crate::database;
use crate::scratch::Scratch;
use crate::workspace::Subject;
use course::document::harmless;
use course::lesson::Look;
use course::outcome::Observation;

/// Looks at what the process left.
pub(super) fn look_at(subject: &Subject<'_>, look: &Look, scratch: &Scratch) -> Observation {
    let disguise = subject.disguise.as_ref();
    let look = disguise.map_or_else(|| look.clone(), |disguise| disguise.of_look(look));
    let mut seen = database::observe(&look, scratch.path());
    // A file's name may hold a path: `sqlite:/tmp/…/work/app.db`.
    let work = scratch.work();
    let text = seen.text.replace(&*work.to_string_lossy(), "<work>");
    seen.text = plain(subject, &text);
    seen
}

/// Text of the course's as this run tells it.
pub(super) fn told_to(subject: &Subject<'_>, text: &str) -> String {
    match &subject.disguise {
        Some(disguise) => disguise.of(text),
        None => text.to_owned(),
    }
}

/// What a run has told, in the course's words and fit to be compared.
pub(super) fn plain(subject: &Subject<'_>, text: &str) -> String {
    let text = harmless(text);
    match &subject.disguise {
        Some(disguise) => disguise.off(&text),
        None => text,
    }
}

/// What a process has printed, for a person.
pub(super) fn printed(subject: &Subject<'_>, text: &str) -> String {
    let text = harmless(&subject.tidy(text));
    match &subject.disguise {
        Some(disguise) => disguise.off_for_reading(&text),
        None => text,
    }
}

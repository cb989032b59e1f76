//! Between the names of the course and those of a run with a seed.

use crate::looks;
use crate::scratch::Scratch;
use crate::workspace::Subject;
use course::document::harmless;
use course::lesson::Look;
use course::outcome::Observation;

/// Makes a look at what the process left.
pub(super) fn look_at(subject: &Subject<'_>, look: &Look, scratch: &Scratch) -> Observation {
    let substitution = subject.substitution.as_ref();
    let look = substitution.map_or_else(|| look.clone(), |it| it.encode_look(look));
    let mut seen = looks::observe(&look, scratch.path());
    // A file's name may hold a path: `sqlite:/tmp/…/work/app.db`.
    let work = scratch.work();
    let text = seen.text.replace(&*work.to_string_lossy(), "<work>");
    seen.text = decoded(subject, &text);
    seen
}

/// A text of the course, as this run needs it.
pub(super) fn encoded(subject: &Subject<'_>, text: &str) -> String {
    match &subject.substitution {
        Some(substitution) => substitution.encode(text),
        None => text.to_owned(),
    }
}

/// A text of this run in the course's words, ready to be compared.
pub(super) fn decoded(subject: &Subject<'_>, text: &str) -> String {
    let text = harmless(text);
    match &subject.substitution {
        Some(substitution) => substitution.decode(&text),
        None => text,
    }
}

/// What a process printed, for a person to read.
pub(super) fn printed(subject: &Subject<'_>, text: &str) -> String {
    let text = harmless(&subject.tidy(text));
    match &subject.substitution {
        Some(substitution) => substitution.decode_for_reading(&text),
        None => text,
    }
}

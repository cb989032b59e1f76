//! One difference: what was expected beside what came, in as many lines as there
//! is room for.

use crate::grade::Style;
use crate::words::{DIM, GREEN, RED, paint, plural};
use course::comparison::{DiffLine, compare, whole};
use course::outcome::Check;

/// Equal lines before and after a difference, if there is room for them.
const CONTEXT: usize = 2;

/// Texts of so many lines are told whole, if there is room for them.
const WHOLE: usize = 8;

/// Lines of a comparison where there is room for all.
const MOST: usize = 40;

/// A line of the student's may be long: unless there is room for all, it is cut
/// after so many lines of the screen.
const WRAPPED: usize = 2;

/// The lines that tell of a difference. `room` says how many there may be.
pub fn lines(check: &Check, room: Option<usize>, style: Style<'_>) -> Vec<String> {
    let expected = check
        .expected
        .as_deref()
        .unwrap_or("(the course does not know this one)");
    let actual = match check.actual.as_deref().unwrap_or_default() {
        text if text.starts_with("panicked: ") => "it panicked, see below",
        text => text,
    };
    let wrapped = room.map_or(usize::MAX, |_| WRAPPED);
    let most = room.unwrap_or(MOST);
    let is_short = expected.lines().count().max(actual.lines().count()) <= WHOLE;
    let is_yours = |line: &DiffLine| matches!(line, DiffLine::Yours(_));
    let is_theirs = |line: &DiffLine| matches!(line, DiffLine::Expected(_));
    if is_short {
        let lines = whole(expected, actual);
        let theirs = lines.iter().filter(|line| !is_yours(line));
        let mut told = labelled(theirs, Some("expected"), wrapped, style);
        let yours = lines.iter().filter(|line| !is_theirs(line));
        told.extend(labelled(yours, Some("yours"), wrapped, style));
        if told.len() <= most {
            return told;
        }
    }
    let with_context = labelled(
        compare(expected, actual, CONTEXT).iter(),
        None,
        wrapped,
        style,
    );
    if with_context.len() <= most {
        return with_context;
    }
    cut(&compare(expected, actual, 0), most, wrapped, style)
}

/// What is expected and what came, the beginning of each.
fn cut(lines: &[DiffLine], most: usize, wrapped: usize, style: Style<'_>) -> Vec<String> {
    let of = |is_wanted: fn(&DiffLine) -> bool| {
        labelled(
            lines.iter().filter(|line| is_wanted(line)),
            None,
            wrapped,
            style,
        )
    };
    let mut theirs = of(|line| matches!(line, DiffLine::Expected(_)));
    let mut yours = of(|line| matches!(line, DiffLine::Yours(_)));
    let room = most.saturating_sub(1);
    theirs.truncate(room.saturating_sub(yours.len()).max(room / 2));
    yours.truncate(room - theirs.len());
    theirs.extend(yours);
    theirs.push(format!("        {}", paint(DIM, "… the rest is cut")));
    theirs
}

/// The lines, each block of them with a label: one for `all`, or wherever expected
/// or yours begins.
fn labelled<'l>(
    lines: impl Iterator<Item = &'l DiffLine>,
    all: Option<&str>,
    wrapped: usize,
    style: Style<'_>,
) -> Vec<String> {
    let mut told = Vec::new();
    let mut last = "";
    for line in lines {
        let (label, text, color) = match line {
            DiffLine::Expected(text) => ("expected", text.clone(), GREEN),
            DiffLine::Yours(text) => ("yours", text.clone(), RED),
            DiffLine::Same(text) => ("", text.clone(), DIM),
            DiffLine::Skipped(count) => ("", format!("… {}", plural(*count, "equal line")), DIM),
        };
        let label = all.unwrap_or(label);
        let mut shown = if label == last { "" } else { label };
        last = label;
        let mut parts = textwrap::wrap(&text, style.width.saturating_sub(20).max(20));
        let is_cut = parts.len() > wrapped;
        parts.truncate(wrapped);
        for (number, part) in (1..).zip(&parts) {
            let end = if is_cut && number == wrapped {
                "…"
            } else {
                ""
            };
            let text = paint(color, &format!("{part}{end}"));
            told.push(format!("        {shown:8}   {text}"));
            shown = "";
        }
    }
    told
}

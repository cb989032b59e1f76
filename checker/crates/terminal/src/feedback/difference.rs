//! What was expected beside what came, in as many lines as there is room for.

use crate::style::Style;
use crate::words::{DIM, GREEN, RED, paint, plural};
use course::comparison::DiffLine;
use course::feedback::Difference;

/// Texts of so many lines are shown whole, if there is room for them.
const WHOLE: usize = 8;

/// Lines of a comparison where there is room for all.
const MOST: usize = 40;

/// A line of the student's may be long: unless there is room for all, it is cut
/// after so many lines of the screen.
const WRAPPED: usize = 2;

/// The lines that show a difference. `room` says how many there may be.
pub(crate) fn lines(
    difference: &Difference<'_>,
    room: Option<usize>,
    style: Style<'_>,
) -> Vec<String> {
    if difference.panicked() {
        let short = Difference {
            expected: difference.expected.clone(),
            actual: "it panicked, see below".into(),
        };
        return lines(&short, room, style);
    }
    let wrapped = room.map_or(usize::MAX, |_| WRAPPED);
    let most = room.unwrap_or(MOST);
    let is_yours = |line: &DiffLine| matches!(line, DiffLine::Yours(_));
    let is_expected = |line: &DiffLine| matches!(line, DiffLine::Expected(_));
    if difference.height() <= WHOLE {
        let all = difference.whole();
        let expected = all.iter().filter(|line| !is_yours(line));
        let mut whole = labelled(expected, Some("expected"), wrapped, style);
        let yours = all.iter().filter(|line| !is_expected(line));
        whole.extend(labelled(yours, Some("yours"), wrapped, style));
        if whole.len() <= most {
            return whole;
        }
    }
    let in_context = labelled(difference.in_context().iter(), None, wrapped, style);
    if in_context.len() <= most {
        return in_context;
    }
    cut(&difference.only(), most, wrapped, style)
}

/// What was expected and what came, the beginning of each.
fn cut(lines: &[DiffLine], most: usize, wrapped: usize, style: Style<'_>) -> Vec<String> {
    let of = |is_wanted: fn(&DiffLine) -> bool| {
        let wanted = lines.iter().filter(|line| is_wanted(line));
        labelled(wanted, None, wrapped, style)
    };
    let mut shown = of(|line| matches!(line, DiffLine::Expected(_)));
    let mut yours = of(|line| matches!(line, DiffLine::Yours(_)));
    let room = most.saturating_sub(1);
    shown.truncate(room.saturating_sub(yours.len()).max(room / 2));
    yours.truncate(room - shown.len());
    shown.extend(yours);
    shown.push(format!("        {}", paint(DIM, "… the rest is cut")));
    shown
}

/// The lines, each block of them with a label: one for `all`, or wherever expected
/// or yours begins.
fn labelled<'l>(
    lines: impl Iterator<Item = &'l DiffLine>,
    all: Option<&str>,
    wrapped: usize,
    style: Style<'_>,
) -> Vec<String> {
    let mut rows = Vec::new();
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
            rows.push(format!("        {shown:8}   {text}"));
            shown = "";
        }
    }
    rows
}

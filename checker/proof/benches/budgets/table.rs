//! The table of results.

use std::fmt;

/// One line of the table.
pub(crate) struct Row {
    what: String,
    measured: String,
    floor: String,
    ratio: String,
    budget: String,
    verdict: &'static str,
    /// A sentence below it.
    note: Option<String>,
}

/// What stands where there is nothing to say.
const NOTHING: &str = "–";

impl Row {
    /// Seconds beside a floor, as medians; the budget is a multiple of the floor.
    pub(crate) fn ratio(what: &str, measured: Vec<f64>, floor: Vec<f64>, budget: f64) -> Self {
        let (measured, floor) = (median(measured), median(floor));
        Self {
            floor: seconds(floor),
            ratio: format!("{:.2} ×", measured / floor),
            budget: format!("{budget:.2} ×"),
            verdict: verdict(measured / floor <= budget),
            ..Self::seconds(what, vec![measured])
        }
    }

    /// Seconds beside a floor, as medians; the budget is the floor and `more` seconds.
    pub(crate) fn beyond(what: &str, measured: Vec<f64>, floor: Vec<f64>, more: f64) -> Self {
        let kept = verdict(median(measured.clone()) <= median(floor.clone()) + more);
        Self {
            budget: format!("+ {more:.2} s"),
            verdict: kept,
            ..Self::ratio(what, measured, floor, 1.0)
        }
    }

    /// Seconds, of which the median may be `budget`.
    pub(crate) fn within(what: &str, measured: Vec<f64>, budget: f64) -> Self {
        Self {
            budget: seconds(budget),
            verdict: verdict(median(measured.clone()) <= budget),
            ..Self::seconds(what, measured)
        }
    }

    /// Seconds without a budget, as a median.
    pub(crate) fn seconds(what: &str, measured: Vec<f64>) -> Self {
        Self {
            measured: seconds(median(measured)),
            ..Self::not_measured(what, None)
        }
    }

    /// A quantity with a limit.
    pub(crate) fn limit(what: &str, measured: f64, unit: &str, budget: f64) -> Self {
        Self {
            measured: format!("{measured:.0} {unit}"),
            budget: format!("{budget:.0} {unit}"),
            verdict: verdict(measured <= budget),
            ..Self::not_measured(what, None)
        }
    }

    /// Something that cannot be measured here, and why.
    pub(crate) fn not_measured(what: &str, why: Option<String>) -> Self {
        let nothing = || NOTHING.to_owned();
        Self {
            what: what.to_owned(),
            measured: nothing(),
            floor: nothing(),
            ratio: nothing(),
            budget: nothing(),
            verdict: "",
            note: why,
        }
    }

    /// With a sentence below it.
    pub(crate) fn note(self, note: String) -> Self {
        Self {
            note: Some(note),
            ..self
        }
    }

    /// The head of the table.
    pub(crate) fn head() -> Self {
        Self {
            what: String::new(),
            measured: "median".to_owned(),
            floor: "floor".to_owned(),
            ratio: "ratio".to_owned(),
            budget: "budget".to_owned(),
            verdict: "",
            note: None,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            measured,
            floor,
            ratio,
            budget,
            verdict,
            note,
        } = self;
        write!(
            f,
            "{what:43} {measured:>9} {floor:>9} {ratio:>8} {budget:>9}  {verdict}"
        )?;
        note.iter().try_for_each(|note| write!(f, "\n  {note}"))
    }
}

fn verdict(is_kept: bool) -> &'static str {
    if is_kept { "kept" } else { "over" }
}

fn seconds(seconds: f64) -> String {
    match seconds {
        ..0.1 => format!("{:.1} ms", seconds * 1000.0),
        ..100.0 => format!("{seconds:.2} s"),
        _ => format!("{seconds:.0} s"),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

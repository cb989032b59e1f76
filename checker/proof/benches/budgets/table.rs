//! The table of results.

use std::io::{self, Write};

/// One line of the table.
pub(crate) struct Row {
    what: &'static str,
    measured: String,
    floor: String,
    ratio: String,
    budget: String,
    kept: bool,
}

impl Row {
    /// Seconds beside a floor; the budget is a multiple of the floor.
    pub(crate) fn ratio(
        what: &'static str,
        measured: Vec<f64>,
        floor: Vec<f64>,
        budget: f64,
    ) -> Self {
        let (measured, floor) = (median(measured), median(floor));
        let ratio = measured / floor;
        Self {
            what,
            measured: format!("{measured:.2} s"),
            floor: format!("{floor:.2} s"),
            ratio: format!("{ratio:.2} ×"),
            budget: if budget.is_finite() {
                format!("{budget:.2} ×")
            } else {
                "–".to_owned()
            },
            kept: ratio <= budget,
        }
    }

    /// Seconds beside a floor; the budget is the floor and `more` seconds.
    pub(crate) fn beyond(
        what: &'static str,
        measured: Vec<f64>,
        floor: Vec<f64>,
        more: f64,
    ) -> Self {
        let limit = (median(floor.clone()) + more) / median(floor.clone());
        Self {
            budget: format!("+ {more:.2} s"),
            ..Self::ratio(what, measured, floor, limit)
        }
    }

    /// A quantity with a limit.
    pub(crate) fn limit(what: &'static str, measured: f64, unit: &str, budget: f64) -> Self {
        Self {
            what,
            measured: format!("{measured:.0} {unit}"),
            floor: "–".to_owned(),
            ratio: "–".to_owned(),
            budget: format!("{budget:.0} {unit}"),
            kept: measured <= budget,
        }
    }
}

/// Writes all rows.
pub(crate) fn write(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let [measured, floor, ratio, budget] = ["median", "floor", "ratio", "budget"];
    writeln!(
        out,
        "{:32} {measured:>10} {floor:>10} {ratio:>8} {budget:>10}",
        ""
    )?;
    for row in rows {
        let Row {
            what,
            measured,
            floor,
            ratio,
            budget,
            ..
        } = row;
        let over = if row.kept { "" } else { "  over" };
        writeln!(
            out,
            "{what:32} {measured:>10} {floor:>10} {ratio:>8} {budget:>10}{over}"
        )?;
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

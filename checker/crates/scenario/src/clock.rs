//! A clock that stands still: what is right in the morning only is never right.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

/// The time of a stopped clock. In the evening, early in a month: twelve hours are not taken for 24,
/// and no day for a month.
pub const NOW: &str = "2024-02-03 17:08:09";

/// Stops the clock of a connection, so that each run sees the same time: the functions that know
/// it are replaced by others that read [`NOW`] for `now`.
pub fn stop_clock(db: &Connection) -> Result<()> {
    for (name, function) in [
        ("current_timestamp", "datetime"),
        ("current_date", "date"),
        ("current_time", "time"),
        ("datetime", "datetime"),
        ("date", "date"),
        ("time", "time"),
        ("strftime", "strftime"),
        ("unixepoch", "unixepoch"),
        ("julianday", "julianday"),
    ] {
        let real = Connection::open_in_memory()?;
        let answer = move |context: &Context<'_>| at_now(&real, function, context);
        db.create_scalar_function(name, -1, FunctionFlags::SQLITE_UTF8, answer)?;
    }
    Ok(())
}

fn at_now(real: &Connection, function: &str, context: &Context<'_>) -> Result<Value> {
    let is_now =
        |value: &Value| matches!(value, Value::Text(text) if text.eq_ignore_ascii_case("now"));
    let mut values: Vec<Value> = (0..context.len())
        .map(|at| context.get(at))
        .collect::<Result<_>>()?;
    // Without a time they mean now.
    let at = usize::from(function == "strftime");
    let is_modifier =
        |value: &Value| matches!(value, Value::Text(text) if text.starts_with("subsec"));
    if values.get(at).is_none_or(is_modifier) {
        values.insert(at.min(values.len()), Value::Text("now".to_owned()));
    }
    for value in values.iter_mut().filter(|value| is_now(value)) {
        *value = Value::Text(NOW.to_owned());
    }
    let marks = vec!["?"; values.len()].join(", ");
    let sql = format!("SELECT {function}({marks})");
    real.query_row(&sql, params_from_iter(values), |row| row.get(0))
}

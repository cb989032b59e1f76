//! The terminal: its size, its colours, its letters.

use std::env;
use terminal::doctor::DoctorCheck;

/// What the reports are made for.
const COLUMNS: usize = 80;
const LINES: usize = 24;

pub(super) fn look() -> Vec<DoctorCheck> {
    let Some((width, height)) = terminal::window() else {
        let told = "none: the output goes to a file or a pipe";
        return vec![DoctorCheck::fine("terminal", told)];
    };
    let size = format!("{width} × {height}");
    let size = if width < COLUMNS || height < LINES {
        let advice = "make the window bigger: reports are made for 80 × 24";
        DoctorCheck::note("terminal", size, advice)
    } else {
        DoctorCheck::fine("terminal", size)
    };
    vec![size, colours(), letters()]
}

fn colours() -> DoctorCheck {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("NO_COLOR") {
        return DoctorCheck::fine("colours", "none, for NO_COLOR is set");
    }
    match env::var("TERM").as_deref() {
        Ok("dumb") => DoctorCheck::fine("colours", "none, for TERM is dumb"),
        Err(_) if cfg!(unix) => DoctorCheck::note(
            "colours",
            "unknown: TERM is not set",
            "set it, such as `export TERM=xterm-256color`",
        ),
        _ => DoctorCheck::fine("colours", "yes"),
    }
}

/// The marks ✓ ✗ ● ○ are UTF-8. The first variable that is set decides.
fn letters() -> DoctorCheck {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut values = names.into_iter().filter_map(|name| env::var(name).ok());
    let locale = values.find(|value| !value.is_empty()).unwrap_or_default();
    let upper = locale.to_uppercase();
    if cfg!(windows) || upper.contains("UTF-8") || upper.contains("UTF8") {
        DoctorCheck::fine("letters", "UTF-8")
    } else {
        DoctorCheck::note(
            "letters",
            format!("the locale is `{locale}`, not UTF-8"),
            "if you do not see ✓ and ✗ here: export LC_ALL=C.UTF-8",
        )
    }
}

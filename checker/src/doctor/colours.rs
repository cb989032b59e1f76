//! The terminal: its size, colours and letters.

use std::env;
use terminal::doctor::DoctorCheck;

/// The size that reports are made for.
const COLUMNS: usize = 80;
const LINES: usize = 24;

pub(super) fn checks() -> Vec<DoctorCheck> {
    let Some((width, height)) = terminal::window() else {
        let none = "none: the output goes to a file or a pipe";
        return vec![DoctorCheck::fine("terminal", none)];
    };
    vec![size(width, height), colours(), letters()]
}

fn size(width: usize, height: usize) -> DoctorCheck {
    let size = format!("{width} × {height}");
    if width < COLUMNS || height < LINES {
        let advice = "make the window bigger: reports are made for 80 × 24";
        DoctorCheck::note("terminal", size, advice)
    } else {
        DoctorCheck::fine("terminal", size)
    }
}

fn colours() -> DoctorCheck {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("NO_COLOR") {
        return DoctorCheck::fine("colours", "none, because NO_COLOR is set");
    }
    match env::var("TERM").as_deref() {
        Ok("dumb") => DoctorCheck::fine("colours", "none, because TERM is dumb"),
        Err(_) if cfg!(unix) => DoctorCheck::note(
            "colours",
            "unknown: TERM is not set",
            "set it, for example: export TERM=xterm-256color",
        ),
        _ => DoctorCheck::fine("colours", "yes"),
    }
}

/// The marks ✓ ✗ ● ○ are UTF-8. The first of the variables that is set decides.
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

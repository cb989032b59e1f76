//! The small parts of every line: colours, marks and plurals.

use anstyle::{AnsiColor, Style};
use course::outcome::Verdict;
use unicode_width::UnicodeWidthStr;

/// What matters.
pub const BOLD: Style = Style::new().bold();
/// What can be passed over.
pub const DIM: Style = Style::new().dimmed();
/// What is chosen.
pub const REVERSED: Style = Style::new().invert();
/// Emphasis in a text.
pub const ITALIC: Style = Style::new().italic();
/// Right, and what was expected.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// Wrong, and what came instead.
pub const RED: Style = AnsiColor::Red.on_default();
/// Half right, and why something is wrong.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Names, files and code.
pub const CYAN: Style = AnsiColor::Cyan.on_default();

/// Puts `text` into `style`.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// `1 point`, `2 points`.
pub fn plural(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{count} people"),
        _ => format!("{count} {noun}s"),
    }
}

/// `left` and `right` at the two ends of a line.
pub fn justified(left: &str, right: &str, width: usize) -> String {
    let width_of = |text| anstream::adapter::strip_str(text).to_string().width();
    let used = width_of(left) + width_of(right);
    format!(
        "{left}{}{right}",
        " ".repeat(width.saturating_sub(used).max(1))
    )
}

/// A verdict as a mark, one column wide, in its colour.
pub fn mark(verdict: Verdict) -> String {
    let style = match verdict {
        Verdict::Passed => GREEN,
        Verdict::Partly => YELLOW,
        Verdict::NotStarted | Verdict::Blocked => DIM,
        Verdict::CourseBroken
        | Verdict::Failed
        | Verdict::DoesNotCompile
        | Verdict::Crashed
        | Verdict::TimedOut => RED,
    };
    paint(style, sign(verdict))
}

/// A verdict as a mark, one column wide. A mark alone does not tell enough: a phrase
/// stands near it.
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "●",
        Verdict::Partly => "◐",
        Verdict::NotStarted => "○",
        Verdict::Blocked => "·",
        Verdict::CourseBroken => "!",
        Verdict::Failed | Verdict::DoesNotCompile | Verdict::Crashed | Verdict::TimedOut => "✗",
    }
}

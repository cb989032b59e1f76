use super::*;
use course::outcome::Verdict;
use insta::assert_snapshot;
use terminal::screen::Key;

fn picker() -> Picker {
    let row = |name: &str, title: &str, verdict, points| Row {
        name: name.to_owned(),
        title: title.to_owned(),
        file: format!("lessons/{name}.rs"),
        verdict,
        state: verdict_phrase(verdict),
        points,
    };
    let long = "A title that is as long as a title can be, and then a little longer";
    let rows = vec![
        row("config/url", "Slashes", Verdict::Passed, (10, 10)),
        row("config/track", long, Verdict::Partly, (3, 7)),
        row("models/users", "The table", Verdict::Failed, (0, 8)),
        row("models/limits", "64", Verdict::NotStarted, (0, 8)),
    ];
    let mut picker = Picker::new(rows, 1);
    picker.resize(rows_on(9));
    picker
}

fn plain(picker: &Picker, width: usize, height: usize) -> String {
    let screen = screen(picker, width, height).join("\n");
    anstream::adapter::strip_str(&screen).to_string()
}

#[test]
fn the_chosen_row_has_its_details_below() {
    assert_snapshot!(plain(&picker(), 60, 9), @"
     Persistent Rust                            13 of 33 points
     type to search                                4 of 4 steps
    ────────────────────────────────────────────────────────────
     ● config/url     10/10  Slashes
    ›◐ config/track    3/7   A title that is as long as a titl…
     ✗ models/users    0/8   The table
    ────────────────────────────────────────────────────────────
     lessons/config/track.rs · partly right
     ↑ ↓ move · Enter shows the task · Esc leaves
    ");
}

#[test]
fn the_search_is_shown_and_finds_states_too() {
    let mut picker = picker();
    for c in "not st".chars() {
        picker.press(Key::Char(c));
    }
    assert_snapshot!(plain(&picker, 60, 9), @"
     Persistent Rust                            13 of 33 points
     search: not st▏                               1 of 4 steps
    ────────────────────────────────────────────────────────────
    ›○ models/limits   0/8   64


    ────────────────────────────────────────────────────────────
     lessons/models/limits.rs · not started
     ↑ ↓ move · Enter shows the task · Esc leaves
    ");
    picker.press(Key::Char('?'));
    assert_snapshot!(plain(&picker, 60, 9), @"
     Persistent Rust                            13 of 33 points
     search: not st?▏                              0 of 4 steps
    ────────────────────────────────────────────────────────────
     No step has all of these words. Esc clears them.


    ────────────────────────────────────────────────────────────

     ↑ ↓ move · Enter shows the task · Esc leaves
    ");
}

#[test]
fn it_fits_every_terminal() {
    let mut picker = picker();
    for (width, height) in [(1, 1), (5, 3), (20, 6), (80, 24), (200, 60)] {
        picker.resize(rows_on(height));
        let lines = screen(&picker, width, height);
        assert!(lines.len() <= height, "{width} × {height}");
        for line in lines {
            let plain = anstream::adapter::strip_str(&line).to_string();
            assert!(plain.width() <= width, "{width} × {height}: {plain}");
        }
    }
}

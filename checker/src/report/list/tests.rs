use super::*;
use crate::pure::browser::Key;
use crate::vocabulary::outcome::Verdict;
use insta::assert_snapshot;

fn browser() -> Browser {
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
    let mut browser = Browser::new(rows, 1);
    browser.resize(rows_on(9));
    browser
}

fn plain(browser: &Browser, size: (usize, usize)) -> String {
    let screen = screen(browser, size).join("\n");
    anstream::adapter::strip_str(&screen).to_string()
}

#[test]
fn the_chosen_row_has_its_details_below() {
    assert_snapshot!(plain(&browser(), (60, 9)), @"");
}

#[test]
fn what_was_typed_is_seen_and_finds_states_too() {
    let mut browser = browser();
    for c in "not st".chars() {
        browser.press(Key::Char(c));
    }
    assert_snapshot!(plain(&browser, (60, 9)), @"");
    browser.press(Key::Char('?'));
    assert_snapshot!(plain(&browser, (60, 9)), @"");
}

#[test]
fn it_fits_into_every_terminal() {
    let mut browser = browser();
    for size in [(1, 1), (5, 3), (20, 6), (80, 24), (200, 60)] {
        browser.resize(rows_on(size.1));
        let lines = screen(&browser, size);
        assert!(lines.len() <= size.1, "{size:?}");
        for line in lines {
            let plain = anstream::adapter::strip_str(&line).to_string();
            assert!(plain.width() <= size.0, "{size:?}: {plain}");
        }
    }
}

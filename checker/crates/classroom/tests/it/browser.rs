//! The pages of a report and of slides in a real browser, where there is one: read,
//! presented, and printed.

use crate::pages::pages;
use crate::report::PAGE;
use fixtures::browser::{
    LAPTOP, PHONE, PROJECTOR, assert_fine, assert_prints, browser, folder, said,
};
use tempfile::TempDir;

fn slides() -> TempDir {
    let pages = pages().iter();
    folder(pages.map(|(name, text)| (name.as_str(), text.as_str())))
}

#[test]
fn to_read_and_presented() {
    let all: &[&str] = &[PHONE, LAPTOP, PROJECTOR];
    let pages = [
        ("index.html", all),
        ("01-config.html", all),
        ("01-config-notes.html", &[PHONE, LAPTOP]),
        ("01-config.html?present#wal-our-answer", all),
        (
            "01-config.html?present#track-the-database-afterwards",
            &[PHONE, PROJECTOR],
        ),
    ];
    assert_fine(&slides(), &pages);
}

#[test]
fn by_the_keys_and_with_notes() {
    let Some(browser) = browser() else { return };
    let said = said(&browser, &slides(), "presents.html?01-config.html", false);
    assert_eq!(said, "fine");
}

#[test]
fn slides_are_printed() {
    assert_prints(&slides(), "01-config.html?present", 6);
}

fn report() -> TempDir {
    folder([("page.html", PAGE.as_str())])
}

#[test]
fn a_report_on_a_phone_and_a_laptop() {
    assert_fine(&report(), &[("page.html", &[PHONE, LAPTOP])]);
}

/// What is folded on the screen is unfolded on paper.
#[test]
fn a_report_is_printed() {
    assert_prints(&report(), "page.html", 3);
}

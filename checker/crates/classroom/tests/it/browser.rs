//! The slides' pages in a real browser, where there is one: read, presented, and printed.

use crate::pages::pages;
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
fn printed() {
    assert_prints(&slides(), "01-config.html?present", 6);
}

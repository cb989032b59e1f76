//! The report's page in a real browser, where there is one.

use crate::html::PAGE;
use fixtures::browser::{LAPTOP, PHONE, assert_fine, assert_prints, folder};
use tempfile::TempDir;

fn report() -> TempDir {
    folder([("page.html", PAGE.as_str())])
}

#[test]
fn on_a_phone_and_a_laptop() {
    assert_fine(&report(), &[("page.html", &[PHONE, LAPTOP])]);
}

/// What is folded on the screen is unfolded on paper.
#[test]
fn printed() {
    assert_prints(&report(), "page.html", 3);
}

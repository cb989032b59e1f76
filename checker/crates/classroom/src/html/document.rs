//! What every page has around its body.

use maud::{DOCTYPE, Markup, html};

/// A whole page. The `policy` forbids what it does not name; `head` is what only this page
/// has there.
pub(crate) fn document(title: &str, policy: &str, head: &Markup, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                (head)
            }
            body { (body) }
        }
    };
    page.into_string()
}

//! Whether the HTML pages hold together.

use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::pages::PageFile;
use std::collections::{BTreeMap, BTreeSet};

/// Ids that are there twice, links that lead nowhere, files from elsewhere, pictures without
/// a description, and empty slides.
pub(crate) fn of_pages(files: &[PageFile]) -> Vec<DeckDiagnostic> {
    let is_page = |file: &&PageFile| file.text.starts_with("<!DOCTYPE html>");
    let pages = files.iter().filter(is_page);
    let ids = pages.clone().map(|page| {
        (
            page.name.as_str(),
            values(&page.text, "id").collect::<Vec<_>>(),
        )
    });
    let ids: BTreeMap<&str, Vec<&str>> = ids.collect();
    let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let mut diagnostics = Vec::new();
    for PageFile { name, text } in pages {
        let mut add = |message: String| {
            diagnostics.push(DeckDiagnostic {
                file: format!("{name} (walkthrough --html)"),
                message,
            });
        };
        let mut seen = BTreeSet::new();
        for id in &ids[name.as_str()] {
            if !seen.insert(id) {
                add(format!("`#{id}` is there twice; give a step another name"));
            }
        }
        for target in values(text, "href") {
            if !leads_somewhere(target, name, &names, &ids) {
                add(format!("the link to `{target}` leads nowhere"));
            }
        }
        for source in values(text, "src").filter(|source| !names.contains(source)) {
            add(format!("`{source}` is not a file of the pages"));
        }
        let (pictures, titles) = (text.matches("<svg").count(), text.matches("<desc").count());
        if pictures != titles {
            add(format!("{pictures} pictures have {titles} descriptions"));
        }
        for slide in text.split("<section class=\"slide\" id=\"").skip(1) {
            let id = slide.split('"').next().unwrap_or_default();
            let inner = slide.split("</section>").next().unwrap_or_default();
            let below = inner.split_once("</h3>").map_or("", |(_, below)| below);
            if !has_text(below) {
                add(format!("the slide `#{id}` is empty"));
            }
        }
    }
    diagnostics
}

/// The values of an attribute in a page. The course's own text is escaped: a quotation mark
/// in it never begins a value.
fn values<'t>(text: &'t str, attribute: &str) -> impl Iterator<Item = &'t str> {
    let start = format!(" {attribute}=\"");
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&start)?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some(value)
    })
}

/// Whether a link leads to an existing page and id, or into the web.
fn leads_somewhere(
    target: &str,
    page: &str,
    names: &BTreeSet<&str>,
    ids: &BTreeMap<&str, Vec<&str>>,
) -> bool {
    if target.starts_with("https://") {
        return true;
    }
    let (path, id) = target.split_once('#').unwrap_or((target, ""));
    let path = path.strip_suffix("?present").unwrap_or(path);
    let path = if path.is_empty() { page } else { path };
    let has_id = || ids.get(path).is_some_and(|known| known.contains(&id));
    names.contains(path) && (id.is_empty() || has_id())
}

/// Whether there is something to read between the tags.
fn has_text(html: &str) -> bool {
    let texts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.into_iter().any(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLIDE: &str = "<section class=\"slide\" id=\"a\"><h3>A</h3><p>text</p></section>";

    fn messages(body: &str) -> Vec<String> {
        let page = |body: &str| format!("<!DOCTYPE html><body>{body}</body>");
        let files = [
            PageFile::new("one.html", page(body)),
            PageFile::new("two.html", page(SLIDE)),
            PageFile::new("a.js", "let x = ' href=\"no\"';"),
        ];
        let diagnostics = of_pages(&files).into_iter();
        let messages = diagnostics.map(|DeckDiagnostic { file, message }| {
            assert_eq!(file, "one.html (walkthrough --html)");
            message
        });
        messages.collect()
    }

    #[test]
    fn nothing_is_wrong_with_a_page_whose_links_all_lead_somewhere() {
        let fine = "<a href=\"two.html#a\">x</a><a href=\"?present\">x</a><a href=\"#b\">x</a>\
                    <a href=\"two.html?present\">x</a><a href=\"https://example.org/\">x</a>\
                    <i id=\"b\"></i><script src=\"a.js\"></script><p>&quot; id=&quot;b&quot;</p>";
        assert_eq!(messages(&format!("{fine}{SLIDE}")), [""; 0]);
    }

    #[test]
    fn each_problem_is_named() {
        let bad = "<i id=\"b\"></i><i id=\"b\"></i><a href=\"two.html#b\">x</a>\
                   <a href=\"../README.md\">x</a><img src=\"b.png\"><svg></svg>\
                   <section class=\"slide\" id=\"c\"><h3>C</h3><p> </p></section>";
        assert_eq!(
            messages(bad),
            [
                "`#b` is there twice; give a step another name",
                "the link to `two.html#b` leads nowhere",
                "the link to `../README.md` leads nowhere",
                "`b.png` is not a file of the pages",
                "1 pictures have 0 descriptions",
                "the slide `#c` is empty",
            ]
        );
    }
}

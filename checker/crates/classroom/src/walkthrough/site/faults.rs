//! What is wrong with the pages: for whoever writes the course.

use crate::walkthrough::deck::Fault;
use std::collections::{BTreeMap, BTreeSet};

/// Places that are there twice, links that lead nowhere, what comes from elsewhere,
/// pictures without words, and slides on which nothing is to be seen.
pub(crate) fn of_site(files: &[(String, String)]) -> Vec<Fault> {
    let is_page = |file: &&(String, String)| file.1.starts_with("<!DOCTYPE html>");
    let pages = files.iter().filter(is_page);
    let ids = pages
        .clone()
        .map(|(name, text)| (name.as_str(), values(text, "id").collect::<Vec<_>>()));
    let ids: BTreeMap<&str, Vec<&str>> = ids.collect();
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut faults = Vec::new();
    for (name, text) in pages {
        let mut add = |what: String| {
            faults.push(Fault {
                file: format!("{name} (walkthrough --html)"),
                what,
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
            add(format!("`{source}` is no file of the pages"));
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
    faults
}

/// The values of an attribute in a page. What a course says is escaped, so that no quotation
/// mark in its text can begin one.
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

/// Whether a link leads to a place that is there, or into the web.
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

    fn whats(body: &str) -> Vec<String> {
        let page = |body: &str| format!("<!DOCTYPE html><body>{body}</body>");
        let files = [
            ("one.html".to_owned(), page(body)),
            ("two.html".to_owned(), page(SLIDE)),
            ("a.js".to_owned(), "let x = ' href=\"no\"';".to_owned()),
        ];
        let faults = of_site(&files).into_iter();
        let told = faults.map(|Fault { file, what }| {
            assert_eq!(file, "one.html (walkthrough --html)");
            what
        });
        told.collect()
    }

    #[test]
    fn a_page_in_which_all_leads_somewhere_has_no_faults() {
        let fine = "<a href=\"two.html#a\">x</a><a href=\"?present\">x</a><a href=\"#b\">x</a>\
                    <a href=\"two.html?present\">x</a><a href=\"https://example.org/\">x</a>\
                    <i id=\"b\"></i><script src=\"a.js\"></script><p>&quot; id=&quot;b&quot;</p>";
        assert_eq!(whats(&format!("{fine}{SLIDE}")), [""; 0]);
    }

    #[test]
    fn each_fault_is_told() {
        let bad = "<i id=\"b\"></i><i id=\"b\"></i><a href=\"two.html#b\">x</a>\
                   <a href=\"../README.md\">x</a><img src=\"b.png\"><svg></svg>\
                   <section class=\"slide\" id=\"c\"><h3>C</h3><p> </p></section>";
        assert_eq!(
            whats(bad),
            [
                "`#b` is there twice; give a step another name",
                "the link to `two.html#b` leads nowhere",
                "the link to `../README.md` leads nowhere",
                "`b.png` is no file of the pages",
                "1 pictures have 0 descriptions",
                "the slide `#c` is empty",
            ]
        );
    }
}

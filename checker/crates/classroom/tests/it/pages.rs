//! The pages of `walkthrough --html`: what is in them, and where they are written.

use crate::walkthrough::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The pages of two steps, made twice.
static TWICE: LazyLock<[BTreeMap<String, String>; 2]> = LazyLock::new(|| {
    let root = root().write();
    let folder = root.path.join("target/pages");
    [(); 2].map(|()| {
        let _ = fs::remove_dir_all(&folder);
        let to = ["walkthrough", "config/wal", "config/track", "--html"];
        let run = root.run(&[&to[..], &["target/pages"]].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.stdout, "open target/pages/index.html in a browser\n");
        read(&folder)
    })
});

/// The files of the pages, by name.
pub(crate) fn pages() -> &'static BTreeMap<String, String> {
    &TWICE[0]
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let file = |path: &Path| fs::read_to_string(path).expect("UTF-8");
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, file(&entry.path()))
        })
        .collect()
}

/// The values of an attribute.
fn values<'t>(text: &'t str, attribute: &str) -> Vec<&'t str> {
    let start = format!(" {attribute}=\"");
    let parts = text.split(&*start).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn the_same_course_makes_the_same_pages() {
    let names: Vec<&str> = pages().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "01-config-notes.html",
            "01-config.html",
            "index.html",
            "notes.js",
            "slides.js",
            "style.css"
        ]
    );
    assert!(TWICE[0] == TWICE[1], "each byte is the same");
}

#[test]
fn links_lead_somewhere_and_ids_are_unique() {
    let is_page = |file: &(&String, &String)| file.1.starts_with("<!DOCTYPE html>");
    for (name, text) in pages().iter().filter(is_page) {
        let ids = values(text, "id");
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "{name}"
        );
        for target in values(text, "href") {
            let (page, id) = target.split_once('#').unwrap_or((target, ""));
            let page = page.trim_end_matches("?present");
            let page = if page.is_empty() { name } else { page };
            let there = &pages()[page];
            assert!(
                id.is_empty() || values(there, "id").contains(&id),
                "{target}"
            );
        }
        for source in values(text, "src") {
            assert!(pages().contains_key(source), "{source}");
        }
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_no_script_is_inline() {
    for (name, text) in pages() {
        for word in [
            "http:",
            "@import",
            "url(",
            "<img",
            "<iframe",
            " style=",
            " onclick=",
        ] {
            let text = text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
            assert!(!text.contains(word), "{word} in {name}");
        }
        let inner = text.split("<script").skip(1);
        for script in inner {
            assert!(script.contains(" defer></script>"), "{name}");
        }
    }
    assert!(pages()["01-config.html"].contains("default-src 'none'"));
}

#[test]
fn each_slide_has_its_heading_and_its_parts() {
    let page = &pages()["01-config.html"];
    let slides: Vec<&str> = page.split("<section class=\"slide\"").skip(1).collect();
    assert_eq!(slides.len(), 26);
    for slide in &slides {
        assert_eq!(slide.matches("<h3").count(), 1, "{slide}");
    }
    let slide = |id: &str| {
        let start = format!(" id=\"{id}\"");
        let found = slides.iter().find(|slide| slide.starts_with(&start));
        *found.unwrap_or_else(|| panic!("there is no {id}"))
    };
    assert!(slide("wal-what-many-write").contains("<ins>+ "));
    assert!(slide("wal-what-many-write").contains("<del>− "));
    assert!(slide("wal-what-the-checker-saw").contains("<figcaption>yours</figcaption>"));
    assert!(slide("wal-our-answer").contains("<span class=\"keyword\">"));
    assert!(slide("wal-the-verdict").contains("7 of 7 points"));
    assert!(slide("track-the-database-afterwards").contains("<svg"));
    assert!(slide("track-what-sqlite-was-asked").contains("class=\"keyword\">SELECT"));
}

#[test]
fn what_the_speaker_says_has_a_page_of_its_own() {
    let (slides, notes) = (&pages()["01-config.html"], &pages()["01-config-notes.html"]);
    for secret in ["in words", "A good answer", "answer-ignored"] {
        assert!(!slides.contains(secret), "{secret}");
        assert!(notes.contains(secret), "{secret}");
    }
    assert!(slides.contains("What of wal?"));
}

#[test]
fn pages_go_into_a_folder_of_their_own() {
    let root = root().file("notes/mine.txt", "mine").write();
    let before = root.tree();
    for (folder, why) in [
        (
            "notes",
            "has other things in it; name a new or an empty folder",
        ),
        ("notes/mine.txt", "is not a folder"),
        ("-", "is not a folder"),
        ("lessons/pages", "where only you write"),
    ] {
        let run = root.run(&["walkthrough", "--html", folder]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(why), "{run:?}");
        assert!(!run.stderr.contains("building"), "{run:?}");
    }
    assert!(root.tree() == before, "nothing was written");
}

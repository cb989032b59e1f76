//! The page of `report --html`: what is in it, and that a student's text stays text.

use fixtures::CourseRoot;
use insta::assert_snapshot;
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

const WAL_IS_WRONG: &str = include_str!("../../../../tests/it/fixtures/wal_is_wrong.rs");

/// A page about right code, wrong code, code that prints HTML, and a crate that does not
/// compile.
pub(crate) static PAGE: LazyLock<String> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .of_a_teacher()
        .step(
            "settings",
            include_str!("../../../../tests/it/fixtures/settings_prints_html.rs"),
        )
        .step("wal", WAL_IS_WRONG)
        .step(
            "connect",
            include_str!("../../../../tests/it/fixtures/connect_leaves_a_transaction_open.rs"),
        )
        .file(
            "lessons/02-other/src/lib.rs",
            "pub fn answer() -> i32 { \"<script>\" }\n",
        )
        .write();
    let run = root.run(&["report", "--html", "-"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.stdout
});

/// The page as plain text.
fn text(page: &str) -> String {
    let body = page.split("</head>").nth(1).expect("a body");
    let (mut text, mut rest) = (String::new(), body);
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        let (tag, after) = after.split_once('>').expect("the end of a tag");
        let tag = tag
            .trim_start_matches('/')
            .split(' ')
            .next()
            .unwrap_or_default();
        // All others begin a new line.
        if !["a", "b", "code", "h3", "h4", "mark", "span", "strong"].contains(&tag) {
            text.push('\n');
        }
        rest = after;
    }
    for (entity, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    let lines = text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_report_is_written_where_it_is_wanted() {
    let root = CourseRoot::new()
        .of_a_teacher()
        .step("wal", WAL_IS_WRONG)
        .write();
    let page = root.path.join("target/page.html");
    let run = root.run(&["report", "--html", "target/page.html"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stdout, @"48 of 55 points; open target/page.html in a browser");
    let text = fs::read_to_string(&page).expect("a page");
    let piped = root.run(&["report", "--html", "-"]);
    assert_eq!(piped.stdout, root.tidied(&text), "the same, run after run");
    let run = root.run(&["report", "--html", "lessons/page.html"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_snapshot!(run.stderr, @"error: lessons/page.html is in `lessons/`, where only you write; choose another folder");
    let run = root.run(&["report", "--html", "no/such/folder.html", "other"]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert_eq!(root.run(&["report"]).code, Some(2), "what kind of report?");
}

#[test]
fn it_can_be_read_as_plain_text() {
    let text = text(&PAGE);
    // The words of rustc change with its version.
    let (before, after) = text.split_once("\nerror[E0308]").expect("rustc's error");
    let (_, after) = after.split_once("\n✗ other/answer").expect("the step");
    assert_snapshot!(format!("{before}\n…\n✗ other/answer{after}"));
}

#[test]
fn a_students_text_is_text() {
    for tag in ["<script", "<img"] {
        assert!(!PAGE.contains(tag), "{tag}");
    }
    assert_eq!(PAGE.matches("<style").count(), 1);
    assert!(PAGE.contains("&lt;script&gt;document.title"));
    assert!(!PAGE.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn it_loads_nothing() {
    for word in ["src=", "@import", "url(", "<link", "<iframe"] {
        let own = PAGE.replace("&lt;img src=x", "");
        assert!(!own.contains(word), "{word}");
    }
    let links = PAGE.split("href=\"").skip(1);
    assert!(links.clone().count() > 5);
    let known: BTreeSet<&str> = ids().collect();
    for link in links {
        let target = link.split('"').next().unwrap_or_default();
        let id = target.strip_prefix('#').expect("a place in the page");
        assert!(known.contains(id), "{target}");
    }
    assert_eq!(known.len(), ids().count(), "each id is there once");
}

/// The ids of the page.
fn ids() -> impl Iterator<Item = &'static str> {
    let parts = PAGE.split(" id=\"").skip(1);
    parts.filter_map(|part| part.split('"').next())
}

#[test]
fn headings_come_in_order() {
    let mut last = 0;
    for heading in PAGE.split("<h").skip(1) {
        let Some(level) = heading.chars().next().and_then(|c| c.to_digit(10)) else {
            continue;
        };
        assert!(level <= last + 1, "h{level} behind h{last}");
        last = level;
    }
    assert_eq!(PAGE.matches("<h1").count(), 1);
    assert!(PAGE.contains("<html lang=\"en\">"));
}

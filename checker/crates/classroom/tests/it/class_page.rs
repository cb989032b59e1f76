//! The teacher's page of a class: sorted, without a network, and without names.

use crate::grade::course;
use fixtures::browser::{LAPTOP, PHONE, assert_fine, browser, folder, said};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Clicks all heads of the table.
const SORTS: &str = include_str!("sorts.html");

/// What people have, drawn by their ids: points of most steps, what is said, an excuse, a decision,
/// somebody who has handed in nothing, and a failure of ours.
const RESULTS: &str = "
    INSERT INTO run VALUES (1, 'here', 'a test', '2027-01-01T00:00:00Z');
    INSERT INTO work (lesson, digest, files)
        SELECT lesson.id, person.id, x'00' FROM person JOIN lesson
        WHERE person.id % 5 > 0 AND person.id % 11 >= lesson.number;
    INSERT INTO submission (person, source, submitted_at, dated, collected_at, digest)
        SELECT id, 'here', '2027-01-0' || (1 + id % 9) || 'T00:00:00Z', 'files',
            '2027-01-09T00:00:00Z', id
        FROM person WHERE id % 5 > 0;
    INSERT INTO submission_work
        SELECT submission.id, work.id FROM submission JOIN work ON work.digest = submission.digest;
    INSERT INTO result (run, work, grader, seed, state, error, seconds, graded_at)
        SELECT 1, id, 'grader', 1, iif(id = 7, 'failed', 'graded'), iif(id = 7, 'no room', NULL),
            1, '2027-01-09T00:00:00Z'
        FROM work;
    INSERT INTO step_score
        SELECT result.id, step.id, step.points * ((work.digest + step.number) % 3) / 2, step.points,
            iif((work.digest + step.number) % 3 = 2, 'passed', 'failed'), 'first',
            'There is no table `user`.'
        FROM result JOIN work ON work.id = result.work JOIN step ON step.lesson = work.lesson
        WHERE result.state = 'graded';
    INSERT INTO override (person, step, points, why, author, decided_at)
        SELECT 2, id, 1, 'why', 'who', '2027-01-09T00:00:00Z' FROM step WHERE lesson = 'config';
    INSERT INTO excuse (person, lesson, excused, why, author, decided_at)
        VALUES (3, 'models', 1, 'why', 'who', '2027-01-09T00:00:00Z');";

/// Letters that pages and orders may take for something else.
fn name(number: usize) -> String {
    let names = [
        "Öz\u{fc}m <b>Kowalski</b>",
        "\"Quinn\", Susan",
        "=1+1",
        "müller & Söhne",
    ];
    format!("{} the {number}th", names[number % names.len()])
}

fn run(class: &Path, arguments: &[&str]) {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(course())
        .arg("class")
        .args(arguments)
        .args(["--in", class.to_str().expect("a path")])
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    assert!(output.status.success(), "{output:?}");
}

/// A class in all lessons, and its pages: with names and without.
fn pages(people: usize) -> TempDir {
    let place = TempDir::new().expect("a folder");
    let class = place.path().join("class");
    let init = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(course())
        .args(["class", "init", class.to_str().expect("a path")])
        .output();
    assert!(init.expect("the program").status.success());
    let rows = (0..people).map(|number| {
        let name = name(number).replace('"', "\"\"");
        format!("login{number:03},\"{name}\",mail{number}@example.org,github{number}\n")
    });
    let roster = format!("login,name,email,github\n{}", rows.collect::<String>());
    fs::write(class.join("roster.csv"), roster).expect("a list");
    run(&class, &["import"]);
    let gradebook = Connection::open(class.join("gradebook.sqlite3")).expect("a gradebook");
    // The first to write is `excuse`: from then on the gradebook has the course.
    run(&class, &["excuse", "login000", "urls", "--why", "because"]);
    gradebook.execute_batch(RESULTS).expect("results");
    let [named, hidden] = ["page.html", "hidden.html"].map(|name| place.path().join(name));
    run(
        &class,
        &["report", "--html", named.to_str().expect("a path")],
    );
    run(
        &class,
        &[
            "report",
            "--anonymous",
            "--html",
            hidden.to_str().expect("a path"),
        ],
    );
    let [named, hidden] = [named, hidden].map(|page| fs::read_to_string(page).expect("a page"));
    folder([
        ("page.html", &*named),
        ("hidden.html", &*hidden),
        ("sorts.html", SORTS),
    ])
}

#[test]
fn a_class_on_a_phone_and_a_laptop() {
    let sizes: &[&str] = &[PHONE, LAPTOP];
    assert_fine(&pages(30), &[("page.html", sizes), ("hidden.html", sizes)]);
}

#[test]
fn two_hundred_people_are_sorted_by_each_head() {
    let pages = pages(200);
    let Some(browser) = browser() else { return };
    for page in ["page.html", "hidden.html"] {
        let said = said(&browser, &pages, &format!("sorts.html?{page}"), false);
        assert_eq!(said, "fine, 200 rows");
    }
}

#[test]
fn a_page_without_names_has_none() {
    let pages = pages(30);
    let read = |name: &str| fs::read_to_string(pages.path().join(name)).expect("a page");
    let (named, hidden) = (
        read("page.html").to_lowercase(),
        read("hidden.html").to_lowercase(),
    );
    for number in 0..30 {
        let name = name(number).to_lowercase();
        let parts = name.split(|letter: char| !letter.is_alphanumeric());
        let parts = parts.filter(|part| part.len() > 3).map(str::to_owned);
        let ids = ["login", "mail", "github"].map(|id| format!("{id}{number}"));
        for who in parts.chain(ids).chain([format!("login{number:03}")]) {
            assert!(!hidden.contains(&who), "{who} is not hidden");
        }
    }
    assert!(named.contains("&lt;b&gt;kowalski&lt;/b&gt;") && !named.contains("<b>"));
    // A script, a style or an address elsewhere would need the network.
    for page in [named, hidden] {
        assert!(page.contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
        ));
        for foreign in ["http://", "https://", " src=", " href=", "url(", "@import"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }
}

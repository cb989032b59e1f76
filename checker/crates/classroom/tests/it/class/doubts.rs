//! What may cost somebody points though only the teacher knows: the date of a commit, and what is said before
//! points are given out.

use super::collecting::{
    CANVAS, answer, assert_says, class, clone, collect, file, import, text, zip,
};
use super::{Class, said};
use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// A class in which each day costs 10 %.
fn costly(roster: &str, lessons: &str) -> Class {
    let class = class(roster);
    let settings = class.path().join("class.toml");
    let written = fs::read_to_string(&settings).expect("settings");
    let written = written.replace("\"none\"", "\"per-day\"\npercent-per-day = 10") + lessons;
    fs::write(settings, written).expect("settings");
    class
}

/// Runs git in somebody's clone, at a moment.
fn git(class: &Class, login: &str, moment: &str, line: &str) {
    let line = format!("git config user.name a; git config user.email a@b; {line}");
    let ended = Command::new("sh")
        .args(["-ec", &line])
        .current_dir(class.place(login))
        .env("GIT_COMMITTER_DATE", moment)
        .env("GIT_AUTHOR_DATE", moment)
        .status();
    assert!(ended.expect("git").success());
}

const CHANGE: &str = "echo x >> README.md && git add . && git commit -qm x";

fn dates(class: &Class, login: &str) -> String {
    class.text(&format!(
        "SELECT group_concat(substr(submitted_at, 1, 10), ' ') FROM (
             SELECT submitted_at FROM current_submission JOIN person ON person.id = person
             WHERE login = '{login}' ORDER BY 1
         )"
    ))
}

fn publish(class: &Class) -> String {
    let into = class.folder.path().join("grades.csv");
    said(&class.run(&["publish", "table", "--incomplete", "--into", text(&into)]))
}

#[test]
fn work_is_as_old_as_its_first_commit() {
    let class = costly("login\nsusan\njohn\nmary\n", "");
    // In time, and afterwards only something else.
    clone(&class, "susan", "2020-01-08T12:00:00Z");
    git(&class, "susan", "2020-01-14T12:00:00Z", CHANGE);
    // Late by a day, not by four.
    clone(&class, "john", "2020-01-11T12:00:00Z");
    git(&class, "john", "2020-01-14T12:00:00Z", CHANGE);
    // Pushed in time from another machine, and merged into what was late.
    clone(&class, "mary", "2020-01-08T12:00:00Z");
    git(
        &class,
        "mary",
        "2020-01-08T13:00:00Z",
        "git switch -qc other",
    );
    let worse = "echo // >> lessons/01-config/src/url.rs && git commit -qam x";
    git(&class, "mary", "2020-01-09T12:00:00Z", worse);
    git(&class, "mary", "2020-01-14T12:00:00Z", "git switch -q -");
    git(&class, "mary", "2020-01-09T13:00:00Z", CHANGE);
    let merge = "git merge -q --no-edit other";
    git(&class, "mary", "2020-01-14T13:00:00Z", merge);
    for told in ["4 new submissions", "0 new submissions"] {
        let merged = "? mary: in config, a commit of 2020-01-09 12:00 counts that was merged later";
        assert_says(&collect(&class, &[]), &[told, merged]);
        assert_eq!(dates(&class, "susan"), "2020-01-08");
        assert_eq!(dates(&class, "john"), "2020-01-11");
        assert_eq!(dates(&class, "mary"), "2020-01-09 2020-01-09");
    }
}

#[test]
fn a_lesson_counts_as_it_was_at_its_own_moments() {
    let class = costly("login\nsusan\n", "models = \"2020-01-20\"\n");
    clone(&class, "susan", "2020-01-08T12:00:00Z");
    let lesson = class.place("susan").join("lessons/02-models/src");
    fs::create_dir_all(&lesson).expect("a folder");
    for day in ["09", "12", "15"] {
        fs::write(lesson.join("books.rs"), format!("// {day}")).expect("a file");
        let moment = format!("2020-01-{day}T12:00:00Z");
        git(&class, "susan", &moment, "git add . && git commit -qm x");
    }
    collect(&class, &[]);
    let works = |lesson: &str| {
        class.number(&format!(
            "SELECT count(*) FROM work WHERE lesson = '{lesson}' AND files IS NOT NULL"
        ))
    };
    assert_eq!((works("config"), works("models")), (1, 1));
}

#[test]
fn what_a_clone_has_beside_its_newest_commit_is_said() {
    let class = class("login\nsusan\njohn\nmary\n");
    for login in ["susan", "john", "mary"] {
        clone(&class, login, "2020-01-08T12:00:00Z");
    }
    // It is older than what is checked out, and has other work.
    let branch = "git switch -qc more && echo // >> lessons/01-config/src/url.rs && git commit -qam x \
        && git switch -q -";
    git(&class, "john", "2020-01-09T12:00:00Z", branch);
    git(&class, "john", "2020-01-10T12:00:00Z", CHANGE);
    // It has none, however new it is.
    let other = format!("git switch -qc notes && {CHANGE} && git switch -q -");
    git(&class, "susan", "2020-01-11T12:00:00Z", &other);
    git(&class, "mary", "2099-01-09T12:00:00Z", CHANGE);
    let url = class.place("susan").join("lessons/01-config/src/url.rs");
    fs::write(url, "// new").expect("a file");
    let susan = "? susan: in config, files are not as in its newest commit, which counts";
    let john = "? john: in config, its branch `more` may be worth more than what is checked out";
    let mary = "? mary: its newest commit has a date that is still to come, 2099-01-09 ";
    assert_says(&collect(&class, &[]), &[susan, john, mary]);
    let published = publish(&class);
    assert_says(&published, &["before these points are given out, look at:"]);
    assert_says(&published, &[susan, john, mary]);
    let shown = said(&class.run(&["show", "susan"]));
    assert_says(&shown, &["! in config"]);
    git(&class, "susan", "2020-01-09T12:00:00Z", "git commit -qam x");
    git(&class, "john", "2020-01-10T13:00:00Z", "git merge -q more");
    git(
        &class,
        "mary",
        "2020-01-09T12:00:00Z",
        "git commit -q --amend -m x",
    );
    collect(&class, &[]);
    let told = publish(&class);
    assert!(!told.contains("look at"), "{told}");
}

#[test]
fn what_is_nobodys_is_said_until_it_is_somebodys() {
    let (head, _) = CANVAS.rsplit_once("\"Chen").expect("somebody");
    let class = class(head);
    let download = zip(&[("chenwei_104_9010_lessons.zip", &answer(&class, "wei"))]);
    let download = file(&class, "submissions.zip", &download);
    collect(&class, &[text(&download)]);
    let nobodys = "? chenwei_104_9010_lessons.zip: nobody in the class has that name, so it counts for nobody";
    assert_says(&publish(&class), &[nobodys]);
    let imported = import(&class, CANVAS);
    assert_says(
        &imported,
        &["chenwei_104_9010_lessons.zip was nobody's; it may be somebody's now"],
    );
    assert_says(&publish(&class), &["? chenwei_104"]);
    assert_says(&collect(&class, &[text(&download)]), &["1 new submission"]);
    let told = publish(&class);
    assert!(!told.contains("chenwei"), "{told}");
    // What was removed is no riddle any more.
    let stray = class.path().join("submissions/notes.txt");
    fs::write(&stray, "?").expect("a file");
    collect(&class, &[]);
    assert_says(&publish(&class), &["? notes.txt"]);
    fs::remove_file(stray).expect("a file");
    collect(&class, &[]);
    let told = publish(&class);
    assert!(!told.contains("notes.txt"), "{told}");
}

#[test]
fn what_canvas_does_not_say_is_asked() {
    let class = costly(CANVAS, "models = \"2020-01-20\"\n");
    let both = zip(&[
        ("lessons/01-config/src/url.rs", b"// mine"),
        ("lessons/02-models/src/books.rs", b"// mine"),
    ]);
    let late = answer(&class, "john");
    let download = zip(&[
        ("quinnsusan_101_9007_lessons.zip", &answer(&class, "susan")),
        ("mossjohn_LATE_102_9008_lessons.zip", &late),
        ("leemary_103_9009_lessons.zip", &both),
    ]);
    let download = file(&class, "submissions.zip", &download);
    let early = file(&class, "chenwei_LATE_104_9010_lessons.zip", &late);
    let before = SystemTime::UNIX_EPOCH + Duration::from_hours(438_300);
    let dated = File::options()
        .write(true)
        .open(&early)
        .and_then(|it| it.set_modified(before));
    dated.expect("a date");
    let told = collect(&class, &[text(&download), text(&early)]);
    let john =
        "? john: mossjohn_LATE_102_9008_lessons.zip: Canvas calls it late, and only the date";
    let wei = "? wchen: chenwei_LATE_104_9010_lessons.zip: Canvas calls it late, and only the date of its files";
    let mary = "? mary: leemary_103_9009_lessons.zip: Canvas calls it in time, perhaps only for models; if config";
    assert_says(&told, &[john, mary, wei]);
    assert!(!told.contains("? susan"), "{told}");
    assert_says(&publish(&class), &[john, mary, wei]);
    let alone = file(&class, "mossjohn_LATE_102_9008_lessons.zip", &late);
    collect(&class, &[text(&alone), "--submitted", "2020-01-11 12:00"]);
    let told = publish(&class);
    assert!(!told.contains("? john"), "{told}");
    assert_eq!(dates(&class, "john"), "2020-01-11");
    assert_says(&told, &[mary]);
    // What the teacher has said is not asked again.
    let told = collect(&class, &[text(&download)]);
    assert!(!told.contains("? john"), "{told}");
    assert_says(&told, &[mary]);
}

#[test]
fn points_that_somebody_else_has_put_into_a_platform_are_named() {
    let class = class(CANVAS);
    for step in &class.lesson().steps {
        let name = class.lesson().name_of(step);
        class.run(&["override", "susan", &name, "1", "--why", "Seen."]);
    }
    let steps = class.lesson().steps.len();
    let publish = |points: &str| {
        let export = format!(
            "Student,ID,SIS Login ID,Section,config (7)\n\"Quinn, Susan\",101,susan,A,{points}\n"
        );
        let export = file(&class, "export.csv", export.as_bytes());
        let into = class.folder.path().join("canvas.csv");
        said(&class.run(&["publish", "platform", text(&export), "--into", text(&into)]))
    };
    let line = |points: &str| {
        format!("? other points were there: susan had `{points}` in config, now {steps}")
    };
    assert_says(&publish("40.00"), &[&line("40.00")]);
    for ours in [String::new(), format!("{steps}.00")] {
        let told = publish(&ours);
        assert!(!told.contains("other points"), "{told}");
    }
    class.run(&[
        "override",
        "susan",
        "config/url",
        "0",
        "--why",
        "Seen again.",
    ]);
    let told = publish(&format!("{steps}.00"));
    assert!(!told.contains("other points"), "published before: {told}");
}

#[test]
fn another_policy_asks_for_another_look() {
    let class = class("login\nsusan\n");
    clone(&class, "susan", "2020-01-12T12:00:00Z");
    let worse = "echo // >> lessons/01-config/src/url.rs && git commit -qam x";
    git(&class, "susan", "2020-01-14T12:00:00Z", worse);
    assert_says(&collect(&class, &[]), &["1 new submission"]);
    let settings = class.path().join("class.toml");
    let written = fs::read_to_string(&settings).expect("settings");
    let costly = written.replace("\"none\"", "\"per-day\"\npercent-per-day = 10");
    fs::write(&settings, costly).expect("settings");
    let again = "other commits of clones may count";
    assert_says(&said(&class.run(&["show"])), &[again]);
    // The one of two days earlier.
    assert_says(&collect(&class, &[]), &["1 new submission, 1 as before"]);
    assert!(!said(&class.run(&["show"])).contains(again));
}

#[test]
fn a_commit_that_was_made_again_and_one_that_was_named() {
    let class = costly("login\nsusan\njohn\nmary\nlee\n", "");
    clone(&class, "susan", "2020-01-08T12:00:00Z");
    let amend = "GIT_AUTHOR_DATE=2020-01-08T12:00:00Z git commit -q --amend --no-edit --date 2020-01-08T12:00:00Z";
    git(&class, "susan", "2020-01-14T12:00:00Z", amend);
    clone(&class, "john", "2020-01-08T12:00:00Z");
    let worse = "git switch -qc final && echo // >> lessons/01-config/src/url.rs && git commit -qam x && git switch -q -";
    git(&class, "john", "2020-01-09T12:00:00Z", worse);
    // In time on a branch, and late where it counts.
    clone(&class, "mary", "2020-01-08T12:00:00Z");
    let branch = worse.replace("final", "week-1");
    git(&class, "mary", "2020-01-09T12:00:00Z", &branch);
    let squash = "git merge -q --squash week-1 && git commit -qm x";
    git(&class, "mary", "2020-01-14T12:00:00Z", squash);
    // Another system's ends of lines.
    clone(&class, "lee", "2020-01-08T12:00:00Z");
    let crlf = "git config core.autocrlf true && rm -r lessons && git checkout -q . && grep -rq $'\r' lessons";
    let crlf = format!("bash -c \"{}\"", crlf.replace('$', "\\$"));
    git(&class, "lee", "2020-01-08T12:00:00Z", &crlf);
    let susan = "? susan: a commit of 2020-01-08 12:00 was made again 2020-01-14 12:00";
    let john = "? john: in config, its branch `final` may be worth more";
    let mary = "? mary: in config, its branch `week-1` may be worth more";
    let told = collect(&class, &[]);
    assert_says(&told, &[susan, john, mary]);
    assert!(!told.contains("? lee"), "{told}");
    // Somebody has looked, until there is something else.
    let settle = |what: &str| said(&class.run(&["settle", what, "--why", "We have talked."]));
    assert_says(
        &settle("susan"),
        &["settled: susan: a commit of 2020-01-08"],
    );
    assert_says(&settle("susan"), &["nothing is doubtful of `susan`"]);
    assert!(!collect(&class, &[]).contains("? susan"));
    assert!(!publish(&class).contains("? susan"));
    let history = said(&class.run(&["history", "susan"]));
    assert_says(&history, &["settled that a commit of", "We have talked."]);
    fs::write(
        class.place("susan").join("lessons/01-config/src/url.rs"),
        "// new",
    )
    .expect("a file");
    assert_says(&collect(&class, &[]), &[susan]);
    let place = class.place("john");
    collect(&class, &[text(&place), "--commit", "final"]);
    // It counts now, too.
    let told = collect(&class, &[]);
    assert!(!told.contains("? john"), "{told}");
}

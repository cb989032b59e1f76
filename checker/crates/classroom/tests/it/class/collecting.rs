//! What is taken from where, and what is said about it. Nothing is graded here.

use super::{Class, course, hour, said, write};
use answers::patch::Files;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(super) const CANVAS: &str = "Student,ID,SIS Login ID,Section\n\"Quinn, Susan\",101,susan,A\n\
    \"Moss, John\",102,john,A\n\"Lee, Mary\",103,mary,A\n\"Chen, Wei\",104,wchen,A\n";

/// A class whose lesson 1 was due in January 2020.
pub(super) fn class(roster: &str) -> Class {
    let class = Class {
        folder: TempDir::new().expect("a folder"),
        course: ::course::catalogue::read(course()).expect("a course"),
        people: BTreeMap::new(),
    };
    let output = class.run(&["init", class.path().to_str().expect("a path")]);
    assert!(output.status.success(), "{}", said(&output));
    let settings = class.path().join("class.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let (head, _) = text.split_once("[lessons]").expect("lessons");
    let settings = fs::write(
        settings,
        format!("{head}[lessons]\nconfig = \"2020-01-10\"\n"),
    );
    settings.expect("settings");
    import(&class, roster);
    class
}

/// Takes a list in, and returns what is said.
pub(super) fn import(class: &Class, roster: &str) -> String {
    fs::write(class.path().join("roster.csv"), roster).expect("a list");
    said(&class.run(&["import"]))
}

/// Collects, and returns what is said.
pub(super) fn collect(class: &Class, arguments: &[&str]) -> String {
    let into = TempDir::new_in(class.folder.path()).expect("a folder");
    let into = into.path().join("plan").to_string_lossy().into_owned();
    let mut plan = class.command(&[&["plan", "--into", &into], arguments].concat());
    // Git sets it for its hooks, which may start us.
    let output = plan.env("GIT_DIR", "/nowhere").output();
    said(&output.expect("the program"))
}

/// The answer of somebody to lesson 1.
pub(super) fn answer(class: &Class, text: &str) -> Vec<u8> {
    let mut files = class.solution();
    let answer = files.get_mut(Path::new("src/url.rs")).expect("an answer");
    answer.extend(["// ", text, "\n"]);
    hour::zipped(&files)
}

pub(super) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = SimpleFileOptions::default();
        zip.start_file(*name, options).expect("a name");
        zip.write_all(content).expect("room");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Writes a file beside the class.
pub(super) fn file(class: &Class, name: &str, content: &[u8]) -> PathBuf {
    let path = class.folder.path().join(name);
    File::create(&path)
        .and_then(|mut file| file.write_all(content))
        .expect("a file");
    path
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

pub(super) fn late(class: &Class) -> String {
    class.text(
        "SELECT coalesce(group_concat(login, ' '), '') FROM (
             SELECT login FROM lesson_grade WHERE days_late > 0 ORDER BY login)",
    )
}

#[track_caller]
pub(super) fn assert_says(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
}

#[test]
fn what_canvas_does_not_call_late_is_in_time() {
    let class = class(CANVAS);
    let [susan, john, mary] = ["susan", "john", "susan"].map(|it| answer(&class, it));
    let stub = hour::zipped(&Files::new());
    let download = zip(&[
        ("quinnsusan_101_9007_lessons.zip", &susan),
        ("mossjohn_LATE_102_9008_lessons.zip", &john),
        ("leemary_103_9009_lessons.zip", &mary),
        ("chenwei_104_9010_lastfirst.zip", b"Dear instructor"),
        ("studenttest_105_9011_lessons.zip", &stub),
        ("strangerann_106_9012_lessons.zip", &stub),
    ]);
    let download = file(&class, "submissions.zip", &download);
    let told = collect(&class, &[text(&download)]);
    assert_says(
        &told,
        &[
            "4 new submissions, 0 as before",
            "? strangerann_106_9012_lessons.zip: nobody in the class has that name\n\
             Say whose it is: `class grade IT --who LOGIN`, or rename it after the login",
            "! wchen: chenwei_104_9010_lastfirst.zip cannot be read: it is not a ZIP file, although",
            "all 4 have nearly the same date, ",
            "4 submissions: 2 to grade, 1 the same as another, 1 that cannot be read",
        ],
    );
    assert!(!told.contains("studenttest"), "{told}");
    assert_eq!(late(&class), "john");
    let again = collect(&class, &[text(&download)]);
    assert_says(&again, &["0 new submissions, 4 as before"]);
    assert!(!again.contains("nearly"), "{again}");
    let corrected = collect(&class, &[text(&download), "--submitted", "2020-01-09"]);
    // The others are in time, as Canvas says.
    assert_says(&corrected, &["1 new submission, 3 as before"]);
    assert_eq!(late(&class), "");
}

#[test]
fn a_download_may_lie_among_submissions_and_an_archive_may_be_one_persons() {
    let class = class(CANVAS);
    let work = answer(&class, "mine");
    let submissions = class.path().join("submissions");
    let download = zip(&[("quinnsusan_101_9007_lessons.zip", &work)]);
    fs::write(submissions.join("week 1.zip"), download).expect("a file");
    fs::write(submissions.join("john.zip"), &work).expect("a file");
    let told = collect(&class, &[]);
    assert_says(&told, &["2 new submissions, 0 as before"]);
    let sources =
        "SELECT group_concat(source, ' ') FROM (SELECT source FROM submission ORDER BY 1)";
    let expected = "john.zip quinnsusan_101_9007_lessons.zip";
    assert_eq!(class.text(sources), expected);
    let sent = file(&class, "x.zip", &work);
    assert_says(&collect(&class, &[text(&sent)]), &["? lessons: nobody"]);
    let told = collect(&class, &[text(&sent), "--who", "mary"]);
    assert_says(&told, &["1 new submission, 0 as before"]);
    let own = file(&class, "wchen_week1.zip", &work);
    assert_says(&collect(&class, &[text(&own)]), &["1 new submission, 0"]);
    assert_says(&collect(&class, &["--who", "mary"]), &["name that one"]);
}

#[test]
fn what_a_teacher_has_said_is_not_asked_again() {
    let class = class(CANVAS);
    let submissions = class.path().join("submissions");
    let unnamed = submissions.join("IT");
    fs::create_dir(&unnamed).expect("a folder");
    fs::write(unnamed.join("work.zip"), answer(&class, "mine")).expect("a file");
    assert_says(&collect(&class, &[]), &["? IT: nobody"]);
    let owners = "SELECT group_concat(login || ' ' || source)
         FROM submission JOIN person ON person.id = submission.person";
    for login in ["mary", "susan"] {
        let told = collect(&class, &[text(&unnamed), "--who", login]);
        assert_says(&told, &["1 new submission, 0 as before"]);
        let again = collect(&class, &[]);
        assert_says(&again, &["0 new submissions, 1 as before"]);
        assert!(!again.contains('?'), "{again}");
    }
    let expected = "susan IT/work.zip,susan IT/work.zip";
    assert_eq!(class.text(owners), expected);
    for folder in [&submissions, &class.path()] {
        let told = collect(&class, &[text(folder), "--who", "mary"]);
        assert_says(
            &told,
            &["is a folder of submissions; with `--who`, name one"],
        );
    }
}

#[test]
fn an_unpacked_download_may_lie_among_submissions() {
    let class = class(CANVAS);
    let work = answer(&class, "mine");
    let week = class.path().join("submissions/week 1");
    fs::create_dir(&week).expect("a folder");
    fs::write(week.join("quinnsusan_101_9007_lessons.zip"), &work).expect("a file");
    assert_says(&collect(&class, &[]), &["1 new submission, 0 as before"]);
    fs::write(week.join("mossjohn_102_9008_lessons.zip"), &work).expect("a file");
    assert_says(&collect(&class, &[]), &["1 new submission, 1 as before"]);
    symlink(".", class.path().join("submissions/round")).expect("a link");
    assert_says(&collect(&class, &[]), &["? round: nobody"]);
}

#[test]
fn several_archives_of_somebody_are_one_submission() {
    let class = class(CANVAS);
    let susan = class.path().join("submissions/susan");
    fs::create_dir(&susan).expect("a folder");
    fs::write(susan.join("readme.txt"), "mine").expect("a file");
    fs::create_dir(susan.join("mine")).expect("a folder");
    fs::write(susan.join("mine/work.zip"), answer(&class, "mine")).expect("a file");
    fs::write(susan.join("other.rar"), "Rar!").expect("a file");
    let told = collect(&class, &[]);
    assert_says(
        &told,
        &[
            "1 new submission, 0 as before",
            "! susan: susan: other.rar cannot be read: it is neither",
            "1 submission: 1 to grade",
        ],
    );
    let shown = said(&class.run(&["show", "susan"]));
    assert_says(&shown, &["! other.rar does not count: it is neither"]);
}

#[test]
fn what_cannot_be_read_is_over_when_something_better_comes() {
    let class = class(CANVAS);
    let john = class.path().join("submissions/john.rar");
    fs::write(&john, "Rar!").expect("a file");
    let why = "! john: john.rar cannot be read: ";
    assert_says(&collect(&class, &[]), &["1 new submission", why]);
    let alone = collect(&class, &[text(&john)]);
    assert_says(&alone, &["0 new submissions, 1 as before", why]);
    let problems = "SELECT count(*) FROM newest_submission WHERE problem IS NOT NULL";
    assert_eq!(class.number(problems), 1);
    fs::write(john.with_extension("zip"), answer(&class, "mine")).expect("a file");
    assert_says(&collect(&class, &[]), &["1 new submission, 1 as before"]);
    assert_eq!(class.number(problems), 0);
}

/// A clone of somebody's right answer, made then.
pub(super) fn clone(class: &Class, login: &str, moment: &str) {
    let lessons = class.place(login).join("lessons");
    write(&lessons, class.lesson(), &class.solution());
    commit(class, login, moment);
}

pub(super) fn commit(class: &Class, login: &str, moment: &str) {
    commit_in(&class.place(login), moment);
}

fn commit_in(folder: &Path, moment: &str) {
    let commit = "git init -q && git add . && git -c user.name=a -c user.email=a@b commit -q -m a";
    let made = Command::new("sh")
        .args(["-c", commit])
        .current_dir(folder)
        .env("GIT_COMMITTER_DATE", moment)
        .status();
    assert!(made.expect("git").success());
}

/// Points that may be those of another commit are told to nobody.
#[test]
fn clones_are_looked_at_again_when_something_is_due_at_another_time() {
    const AGAIN: &str = "other commits of clones may count";
    let class = class("login\nsusan\n");
    clone(&class, "susan", "2020-01-08T12:00:00Z");
    let show = || said(&class.run(&["show"]));
    let publish = || {
        let into = class.folder.path().join("grades.csv");
        class.run(&["publish", "table", "--into", text(&into)])
    };
    collect(&class, &[]);
    assert!(!show().contains(AGAIN));
    let settings = class.path().join("class.toml");
    let earlier = fs::read_to_string(&settings).expect("settings");
    let earlier = earlier.replace("2020-01-10", "2020-01-05");
    fs::write(settings, earlier).expect("settings");
    for _ in 0..2 {
        assert!(show().contains(AGAIN));
        let refused = publish();
        assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
        assert!(said(&refused).contains(AGAIN), "{}", said(&refused));
    }
    collect(&class, &[]);
    assert!(!show().contains(AGAIN));
    assert!(!said(&publish()).contains(AGAIN));
    class.run(&["extend", "susan", "2020-01-06", "--why", "She was ill."]);
    assert!(show().contains(AGAIN));
    // A disk may be away for a moment.
    let submissions = class.path().join("submissions");
    let away = class.folder.path().join("away");
    fs::rename(&submissions, &away).expect("a folder");
    assert_says(&collect(&class, &[]), &["there is no folder"]);
    assert!(show().contains(AGAIN));
    // Or everything lies elsewhere now.
    collect(&class, &[text(&away)]);
    assert!(!show().contains(AGAIN));
    class.run(&["extend", "susan", "2020-01-07", "--why", "She was ill."]);
    assert!(show().contains(AGAIN));
    // Of what is gone, nobody knows what would count; people decide.
    fs::remove_dir_all(away.join("susan")).expect("a clone");
    collect(&class, &[text(&away)]);
    assert!(show().contains(AGAIN));
    assert_eq!(publish().status.code(), Some(4));
    for step in &class.lesson().steps {
        class.run(&[
            "override",
            "susan",
            &class.lesson().name_of(step),
            "1",
            "--why",
            "Seen.",
        ]);
    }
    assert!(!show().contains(AGAIN));
    assert_eq!(publish().status.code(), Some(0));
}

#[test]
fn a_commit_that_no_clone_has_is_a_mistake_of_the_teachers() {
    let class = class(CANVAS);
    for login in ["susan", "john"] {
        clone(&class, login, "2020-01-08T12:00:00Z");
    }
    let told = collect(&class, &["--commit", "mian"]);
    assert_says(&told, &["no clone has a commit `mian`"]);
    assert_eq!(class.number("SELECT count(*) FROM submission"), 0);
    let tagged = Command::new("git")
        .args(["tag", "submit"])
        .current_dir(class.place("susan"))
        .status();
    assert!(tagged.expect("git").success());
    let told = collect(&class, &["--commit", "submit"]);
    assert_says(
        &told,
        &["1 new submission, ", "! john: john has no commit `submit`"],
    );
}

/// A teacher stands in the course, and the class is a folder in it.
#[test]
fn a_place_may_be_named_from_the_current_folder() {
    let class = class(CANVAS);
    let work = answer(&class, "mine");
    fs::write(class.path().join("submissions/susan.zip"), work).expect("a file");
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        "lessons",
        "solutions",
        "checker",
    ] {
        symlink(course().join(name), class.folder.path().join(name)).expect("a link");
    }
    let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .args(["class", "plan", "--into", "plan"])
        .current_dir(class.folder.path())
        .output();
    let told = said(&output.expect("the program"));
    assert_says(&told, &["1 submission: 1 to grade"]);
}

#[test]
fn what_cannot_be_read_is_new_once_and_says_why() {
    let class = class(CANVAS);
    let other = zip(&[("notes.md", b"x"), ("essay.txt", b"x")]);
    let download = zip(&[
        ("quinnsusan_101_9007_a.zip", &zip(&[])),
        ("mossjohn_102_9008_a.zip", &other),
        ("leemary_103_9009_a.zip", b"PK\x03\x04torn"),
    ]);
    let download = file(&class, "submissions.zip", &download);
    let told = collect(&class, &[text(&download)]);
    assert_says(
        &told,
        &[
            "3 new submissions",
            "! susan: quinnsusan_101_9007_a.zip cannot be read: the archive is empty",
            "config/src/url.rs; it has essay.txt, notes.md\n",
            "! mary: leemary_103_9009_a.zip cannot be read: it is not a proper ZIP file",
            "3 submissions: 3 that cannot be read",
        ],
    );
    let again = collect(&class, &[text(&download)]);
    assert_says(&again, &["0 new submissions, 3 as before"]);
    let problems = class.text("SELECT group_concat(problem) FROM submission");
    assert!(
        !problems.contains('`') && !problems.contains("/tmp"),
        "{problems}"
    );
    let pages = class.folder.path().join("pages");
    let output = class.run(&["publish", "pages", "--into", text(&pages)]);
    assert!(output.status.success(), "{}", said(&output));
    let page = fs::read_to_string(pages.join("susan.html")).expect("a page");
    assert_says(&page, &["cannot be read: the archive is empty"]);
}

#[test]
fn a_table_is_no_list_of_repositories() {
    let class = class(CANVAS);
    let table = file(&class, "grades.csv", CANVAS.as_bytes());
    let told = collect(&class, &[text(&table)]);
    assert_says(&told, &["grades.csv: it is not a list of repositories"]);
    let clone = class.folder.path().join("db-susan");
    fs::create_dir(&clone).expect("a folder");
    let list = file(
        &class,
        "list.txt",
        b"git@git.example:x/db-susan\ngit@git.example:x/db-john\n",
    );
    let told = collect(&class, &[text(&list)]);
    assert_says(
        &told,
        &[
            "? db-john: there is no clone ",
            "! susan: db-susan cannot be read here",
        ],
    );
    let of_john = "SELECT count(*) FROM submission JOIN person ON person.id = person
        WHERE login = 'john'";
    assert_eq!(class.number(of_john), 0);
}

#[test]
fn a_list_changes_logins_and_does_not_empty_the_class() {
    let class = class("email,naem\ns@x.org,Susan\nl@x.org,\nm@x.org,\n");
    let told = import(
        &class,
        "login,email\nsusan,s@x.org\njbecker,l@x.org\nmary,m@x.org\n",
    );
    assert_says(
        &told,
        &["~ l@x.org is jbecker now", "3 in the class; 3 changes"],
    );
    let told = import(&class, "login,naem\nsusan,Susan\njbecker,\nmary,\n");
    assert_says(
        &told,
        &["the column `naem` is ignored", "nothing has changed"],
    );
    let told = import(&class, "login,email\nsusan,l@x.org\njbecker,\nmary,\n");
    assert_says(
        &told,
        &["roster.csv: `susan` and `jbecker` would have the same e-mail address"],
    );
    let told = import(&class, "login\nann\nbob\n");
    assert_says(
        &told,
        &["roster.csv: 3 of 3 would leave the class: jbecker, mary, susan."],
    );
    assert_eq!(class.number("SELECT count(*) FROM person"), 3);
    let output = class.run(&["import"]);
    assert_eq!(output.status.code(), Some(2));
    assert_says(
        &said(&class.run(&["import", "--yes"])),
        &["- susan has left"],
    );
    let work = answer(&class, "mine");
    fs::write(class.path().join("submissions/susan.zip"), work).expect("a file");
    let told = collect(&class, &[]);
    assert_says(&told, &["- susan.zip: susan has left the class"]);
    assert!(!told.contains("Rename"), "{told}");
    let told = import(&class, "login\nann\nann\n");
    assert_says(
        &told,
        &["roster.csv: `ann` is there twice, in lines 2 and 3"],
    );
}

#[test]
fn a_clone_that_was_damaged_is_no_zero() {
    let people = [
        "susan", "john", "mary", "lee", "dov", "ann", "eve", "fay", "gil",
    ];
    let class = class(&format!("login\n{}\n", people.join("\n")));
    for login in people {
        clone(&class, login, "2020-01-08T12:00:00Z");
    }
    let git = |login: &str| class.place(login).join(".git");
    // Loose objects, by their names from the commit.
    let object = |login: &str, object: &str| {
        let asked = Command::new("git")
            .args(["rev-parse", object])
            .current_dir(class.place(login))
            .output();
        let id = String::from_utf8(asked.expect("git").stdout).expect("an id");
        let (folder, file) = id.trim().split_at(2);
        git(login).join("objects").join(folder).join(file)
    };
    fs::remove_dir_all(git("susan").join("objects")).expect("a folder");
    fs::write(git("john").join("HEAD"), "garbage").expect("a file");
    fs::remove_dir_all(git("mary").join("refs/heads")).expect("a folder");
    fs::remove_dir_all(git("lee")).expect("a folder");
    fs::create_dir(git("lee")).expect("a folder");
    for moment in ["2020-01-12T12:00:00Z", "2020-01-13T12:00:00Z"] {
        fs::write(class.place("eve").join("notes"), moment).expect("a file");
        commit(&class, "eve", moment);
    }
    for (login, name) in [
        ("dov", "HEAD:lessons/01-config/src"),
        ("ann", "HEAD:lessons/01-config/src/url.rs"),
        ("eve", "HEAD~2"),
    ] {
        fs::remove_file(object(login, name)).expect("an object");
    }
    let blob = object("fay", "HEAD:lessons/01-config/src/url.rs");
    fs::remove_file(&blob).expect("an object");
    fs::write(blob, "x").expect("an object");
    fs::remove_dir_all(git("gil")).expect("a folder");
    fs::write(git("gil"), "gitdir: ../fay/.git").expect("a file");
    // A class may lie in a repository: it is nobody's work.
    let around = class.folder.path();
    write(&around.join("lessons"), class.lesson(), &class.solution());
    commit_in(around, "2020-01-08T12:00:00Z");

    let told = collect(&class, &[]);
    let no_commit = "cannot be read here: git cannot read its commits; clone it again";
    assert_eq!(told.matches(no_commit).count(), 5, "{told}");
    let not_whole = "cannot be read here: git does not have all of it; clone it again, and whole";
    assert_eq!(told.matches(not_whole).count(), 3, "{told}");
    assert_says(
        &told,
        &["! gil: gil cannot be read here: its `.git` leads elsewhere"],
    );
    let states = "SELECT group_concat(DISTINCT state) FROM lesson_grade WHERE counts";
    assert_eq!(class.text(states), "failed");
}

#[test]
fn a_clone_may_be_bare() {
    let class = class("login\nsusan\njohn\n");
    for login in ["susan", "john"] {
        clone(&class, login, "2020-01-08T12:00:00Z");
        let place = class.place(login);
        let bare = place.with_file_name(format!("{login}.git"));
        fs::rename(place.join(".git"), bare).expect("a repository");
        fs::remove_dir_all(place).expect("a folder");
    }
    let list = class.folder.path().join("list.csv");
    fs::write(&list, "repository\nhttps://git.example/john.git\n").expect("a list");
    for arguments in [&[text(&list)][..], &[]] {
        let told = collect(&class, arguments);
        assert!(
            !told.contains('!') && told.contains("1 new submission"),
            "{told}"
        );
    }
    let dates = "SELECT group_concat(DISTINCT submitted_at) FROM submission";
    assert_eq!(class.text(dates), "2020-01-08T12:00:00Z");
}

/// Work that was in time may be in a commit that was not cloned.
#[test]
fn a_shallow_clone_of_late_work_is_no_late_work() {
    let class = class("login\nsusan\njohn\nmary\n");
    let upstream = class.folder.path().join("upstream");
    for (login, last) in [
        ("susan", "2020-01-12"),
        ("john", "2020-01-09"),
        ("mary", "2020-01-12"),
    ] {
        clone(&class, login, "2020-01-08T12:00:00Z");
        let place = class.place(login);
        fs::write(place.join("lessons/01-config/src/wal.rs"), "// worse\n").expect("a file");
        commit(&class, login, &format!("{last}T12:00:00Z"));
        fs::create_dir_all(&upstream).expect("a folder");
        fs::rename(&place, upstream.join(login)).expect("a clone");
        let how = match login {
            "mary" => "--filter=blob:none",
            _ => "--depth=1",
        };
        let made = Command::new("sh")
            .args(["-c", "git -C \"$1\" config uploadpack.allowFilter true && git clone -q $2 \"file://$1\" \"$3\"", "sh"])
            .arg(upstream.join(login))
            .arg(how)
            .arg(&place)
            .status();
        assert!(made.expect("git").success());
    }
    let told = collect(&class, &[]);
    assert_says(
        &told,
        &[
            "! susan: susan cannot be read here: it is shallow",
            "! mary: mary cannot be read here: git does not have all of it",
        ],
    );
    assert!(!told.contains("! john"), "in time: {told}");
    let state = |login: &str| {
        class.text(&format!(
            "SELECT state FROM lesson_grade WHERE counts AND login = '{login}'"
        ))
    };
    assert_eq!(state("susan"), "failed");
    assert_eq!(state("john"), "not graded yet");
    let fetched = Command::new("git")
        .args(["fetch", "-q", "--unshallow"])
        .current_dir(class.place("susan"))
        .status();
    assert!(fetched.expect("git").success());
    collect(&class, &[]);
    assert_eq!(state("susan"), "not graded yet");
}

#[test]
fn a_clone_without_a_git_to_read_it_is_no_zero() {
    let class = class("login\nsusan\n");
    let clone = class.place("susan");
    write(&clone.join("lessons"), class.lesson(), &class.solution());
    let begun = Command::new("git")
        .args(["init", "-q"])
        .arg(&clone)
        .status();
    assert!(begun.expect("git").success());
    let into = class.folder.path().join("plan");
    let mut plan = class.command(&["plan", "--into", text(&into)]);
    let output = plan.env("PATH", "/nowhere").output().expect("the program");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("start git"), "{}", said(&output));
    assert_eq!(class.number("SELECT count(*) FROM submission"), 0);
}

/// Root may read everything, so for root somebody else collects. `None`: there is nobody else.
#[cfg(target_os = "linux")]
fn collect_as_nobody(class: &Class, into: &str) -> Option<String> {
    use crate::machine::is_root;
    use std::ffi::OsStr;
    use std::process::ExitStatus;

    let into = class.folder.path().join(into);
    let mut plan = class.command(&["plan", "--into", text(&into)]);
    if is_root() {
        let own = Command::new("chown")
            .args(["-R", "65534"])
            .arg(class.folder.path())
            .status();
        own.ok().filter(ExitStatus::success)?;
        let arguments = plan.get_args().map(OsStr::to_owned);
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--clear-groups"])
            .arg(plan.get_program())
            .args(arguments.collect::<Vec<_>>())
            .current_dir(course())
            .env("NO_COLOR", "1");
        plan = command;
    }
    let output = plan.output().ok()?;
    // What nobody may start, nobody can collect with.
    (!matches!(output.status.code(), Some(126 | 127))).then(|| said(&output))
}

#[test]
#[cfg(target_os = "linux")]
fn what_this_machine_may_not_read_is_no_zero() {
    use std::os::unix::fs::PermissionsExt;

    let class = class("login\nsusan\njohn\nmary\n");
    for login in ["susan", "john"] {
        write(
            &class.place(login).join("lessons"),
            class.lesson(),
            &class.solution(),
        );
    }
    fs::write(class.place("mary.zip"), answer(&class, "mary")).expect("an archive");
    let closed = [
        class.place("susan"),
        class.place("john").join("lessons/01-config/src/url.rs"),
        class.place("mary.zip"),
    ];
    let all_with = |mode: u32| {
        for place in &closed {
            let rights = fs::Permissions::from_mode(mode);
            fs::set_permissions(place, rights).expect("rights");
        }
    };
    all_with(0);
    let Some(told) = collect_as_nobody(&class, "first") else {
        anstream::eprintln!("skipped: nobody else can collect here");
        return;
    };
    let denied = "cannot be read here: ";
    assert_eq!(told.matches(denied).count(), 3, "{told}");
    assert_says(&told, &["0 new submissions", "url.rs: Permission denied"]);
    let states = "SELECT group_concat(DISTINCT state) FROM lesson_grade WHERE counts";
    assert_eq!(class.text(states), "failed");
    all_with(0o755);
    let told = collect_as_nobody(&class, "second").expect("as before");
    assert_says(&told, &["3 new submissions"]);
    assert_eq!(class.text(states), "not graded yet");
}

//! A class with everything that people hand in.

use super::{Class, Points, hour, said, write};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

const LOOP: &str =
    "pub fn enable_wal(_: &rusqlite::Connection) -> Result<bool, crate::ConfigError> {
    loop { std::thread::sleep(std::time::Duration::from_secs(1)) }
}";

/// Everything that is broken is one row, and everybody else has what they must have.
#[test]
#[ignore = "grades two hundred people"]
fn everybody_of_two_hundred_has_the_right_row() {
    let Some(mut class) = Class::new() else {
        return;
    };
    let answers = class.answers(12);
    for number in 0..180 {
        let (files, points) = &answers[number % answers.len()];
        class.hand_in(&format!("person{number:03}"), files, points.clone());
    }
    for number in 0..4 {
        hand_in_what_cannot_be_read(&mut class, number);
    }
    hand_in_what_is_odd(&mut class);
    class.add("idle", "nothing handed in", Points::None);
    assert_eq!(class.people.len(), 200);
    class.write_roster();

    let output = class.run(&["grade"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    for name in ["stranger", "odd\u{fffd}"] {
        let line = format!("? {name}: nobody in the class has that name");
        assert!(told.contains(&line), "{line} is missing in:\n{told}");
    }
    assert_eq!(class.faults(), Vec::<String>::new());
    // The same work is graded once, and a stub never.
    let works = "SELECT count(*) FROM work WHERE files IS NOT NULL";
    let results = class.number("SELECT count(*) FROM result");
    assert_eq!(results, class.number(works));
    let one_row = "SELECT count(*) FROM lesson_grade WHERE lesson = 'config'";
    assert_eq!(class.number(one_row), 200);
}

/// Nothing at all, what is no archive, a clone without lessons, and two gigabytes: as an archive, or in
/// place of a file.
fn hand_in_what_cannot_be_read(class: &mut Class, number: usize) {
    let [empty, torn, clone, big] =
        ["empty", "torn", "clone", "big"].map(|it| format!("{it}{number}"));
    fs::create_dir_all(class.place(&empty)).expect("a folder");
    let archive = class.place(&format!("{torn}.zip"));
    fs::write(archive, "PK no archive").expect("a file");
    let repository = class.place(&clone);
    fs::create_dir_all(&repository).expect("a folder");
    let commit = "git init -q && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m a";
    let made = Command::new("sh")
        .args(["-c", commit])
        .current_dir(repository)
        .status();
    assert!(made.expect("git").success());
    let gigabytes = match number {
        0 => class.place(&format!("{big}.tar")),
        1 => class.place(&format!("{big}.zip")),
        _ => class.place(&big).join("lessons/01-config/src/url.rs"),
    };
    fs::create_dir_all(gigabytes.parent().expect("a folder")).expect("a folder");
    let made = File::create(gigabytes).and_then(|file| file.set_len(2 << 30));
    made.expect("a file");
    for login in [empty, torn, clone, big] {
        class.add(&login, "unreadable", Points::None);
    }
}

fn hand_in_what_is_odd(class: &mut Class) {
    let right = class.solution();
    // Twice, in a folder and in an archive: the better one counts.
    let stub = class.answers(0).swap_remove(1).0;
    class.hand_in("twice", &stub, Points::None);
    fs::write(class.place("twice.zip"), hour::zipped(&right)).expect("a file");
    class.add("twice", "graded", Points::All);
    // Nobody's, and a name that is no text.
    write(
        &class.place("stranger").join("lessons"),
        class.lesson(),
        &right,
    );
    let odd = class
        .path()
        .join("submissions")
        .join(OsStr::from_bytes(b"odd\xff"));
    fs::create_dir_all(odd).expect("a folder");
    // What never ends, and what wants out.
    let attack = include_str!("../../attacks/corpus/opens_the_network.attack");
    let (_, attack) = attack.split_once("--- src/wal.rs\n").expect("its code");
    for (login, code) in [("endless", LOOP), ("attacker", attack)] {
        let mut files = right.clone();
        files.insert("src/wal.rs".into(), code.to_owned());
        class.hand_in(login, &files, Points::Without("config/wal".to_owned()));
    }
}

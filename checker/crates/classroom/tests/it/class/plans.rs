//! Plans and results that did not arrive as they were sent, or not where they belong.

use super::{Class, collecting, course, hour, said};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A plan with the right answer of susan.
struct Sent {
    class: Class,
    plan: PathBuf,
}

impl Sent {
    /// `None`: this machine has no sandbox.
    fn new() -> Option<Self> {
        let mut class = Class::new()?;
        let (files, points) = class.answers(0).swap_remove(0);
        class.hand_in("susan", &files, points);
        class.write_roster();
        let plan = class.path().with_file_name("plan");
        let output = class.run(&["plan", "--into", plan.to_str().expect("a path")]);
        assert!(output.status.success(), "{}", said(&output));
        Some(Self { class, plan })
    }

    fn path(&self) -> &str {
        self.plan.to_str().expect("a path")
    }

    fn id(&self) -> String {
        let ids = fs::read_to_string(self.plan.join("ids.txt")).expect("ids");
        ids.trim().to_owned()
    }

    fn result(&self) -> PathBuf {
        self.plan
            .join("results")
            .join(format!("{}.json", self.id()))
    }

    /// Grades as on another machine, which has no gradebook.
    fn grade(&self) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
            .current_dir(course())
            .args(["class", "grade", "--plan", self.path()])
            .env("NO_COLOR", "1")
            .output()
            .expect("the program")
    }

    fn merge(&self) -> Output {
        self.class.run(&["merge", self.path()])
    }
}

#[track_caller]
fn assert_ends(output: &Output, code: i32, words: &str) {
    let told = said(output);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.contains(words), "{told}");
}

#[test]
#[ignore = "compiles a lesson"]
fn what_was_damaged_on_the_way_gives_nobody_points() {
    let Some(sent) = Sent::new() else { return };
    let work = sent.plan.join("jobs").join(sent.id());
    let url = work.join("lessons/01-config/src/url.rs");
    let whole = fs::read(&url).expect("an answer");
    assert_ends(&sent.merge(), 4, "susan, config: no result yet");
    fs::write(&url, &whole[..whole.len() / 2]).expect("a file");
    let lost = "the files of config are not those that were planned; copy the plan again";
    assert_ends(&sent.grade(), 4, lost);
    fs::remove_file(&url).expect("a file");
    assert_ends(&sent.grade(), 4, lost);
    fs::write(&url, &whole).expect("a file");
    assert_ends(&sent.grade(), 0, "1 job, 0 done before");
    let result = fs::read(sent.result()).expect("a result");

    for damaged in [&[][..], &result[..result.len() / 2]] {
        fs::write(sent.result(), damaged).expect("a file");
        assert_ends(&sent.merge(), 4, "remove it, and its job can be done again");
    }
    assert_ends(&sent.grade(), 0, "1 job, 0 done before");
    assert_ends(&sent.grade(), 0, "1 job, 1 done before");

    let odd: [fn(&mut Value); 3] = [
        |step| step["points"] = 99.into(),
        |step| step["possible"] = 1.into(),
        |step| step["step"] = "config/other".into(),
    ];
    for change in odd {
        let mut result: Value = serde_json::from_slice(&result).expect("a result");
        change(&mut result["lessons"][0]["steps"][0]);
        fs::write(sent.plan.join("results/odd.json"), result.to_string()).expect("a file");
        let merged = sent.merge();
        assert_ends(&merged, 4, "odd.json: its steps are not those of config");
        assert!(
            !said(&merged).contains("no result yet"),
            "{}",
            said(&merged)
        );
    }
    fs::remove_file(sent.plan.join("results/odd.json")).expect("a file");
    assert_ends(&sent.merge(), 0, "0 new results, 1 as before");
    assert_eq!(sent.class.faults(), Vec::<String>::new());

    // Another class has not collected this.
    let other = collecting::class("login\nsusan\n");
    let [from, to] = [&sent.class, &other].map(|class| class.path().join("class.toml"));
    fs::copy(from, to).expect("the same seed");
    let merged = other.run(&["merge", sent.path()]);
    assert_ends(
        &merged,
        4,
        "1 result of work that nobody here has handed in",
    );
}

#[test]
fn a_plan_may_have_nothing_to_do() {
    let class = collecting::class("login\nsusan\n");
    let plan = class.path().with_file_name("plan");
    let plan = plan.to_str().expect("a path");
    assert_ends(&class.run(&["plan", "--into", plan]), 0, "0 jobs");
    assert_ends(&class.run(&["merge", plan]), 0, "everything is graded");
    let archive = class.place("susan.zip");
    fs::create_dir_all(class.path().join("submissions")).expect("a folder");
    fs::write(archive, hour::zipped(&class.solution())).expect("a file");
    let other = class.path().with_file_name("other");
    let other = other.to_str().expect("a path");
    assert_ends(&class.run(&["plan", "--into", other]), 0, "1 job");
    assert_ends(
        &class.run(&["merge", other]),
        4,
        "susan, config: no result yet",
    );
}

//! The recipes of `integrations/class/`, each by its engine: a small class is planned, graded by the
//! recipe and merged, and everybody has the right points. What is done is not done again.

#![cfg(unix)]

use crate::class::{Class, said};
use crate::grade::course;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// How many people hand something in.
const PEOPLE: usize = 4;

/// A plan for a class.
struct Planned {
    class: Class,
    plan: PathBuf,
}

impl Planned {
    /// `None`: this machine has no sandbox.
    fn new() -> Option<Self> {
        let mut class = Class::new()?;
        // Three right answers and a known mistake.
        let answers = class.answers(1).into_iter().step_by(2);
        for (number, (files, points)) in answers.enumerate() {
            class.hand_in(&format!("person{number}"), &files, points);
        }
        class.write_roster();
        // Folders of teachers have blanks.
        let plan = class.path().with_file_name("the plan");
        let output = class.run(&["plan", "--into", plan.to_str().expect("a path")]);
        assert!(output.status.success(), "{}", said(&output));
        Some(Self { class, plan })
    }

    /// Gives a command as a teacher would, in the folder of the course.
    fn give(&self, line: &str) -> Output {
        shell(line)
            .env("PLAN", &self.plan)
            .env("CHECKER", assert_cmd::cargo::cargo_bin!("classroom"))
            .output()
            .expect("a shell")
    }

    /// The ids of all jobs.
    fn jobs(&self) -> Vec<String> {
        let ids = fs::read_to_string(self.plan.join("ids.txt")).expect("ids");
        ids.lines().map(str::to_owned).collect()
    }

    /// What has come of the jobs, by the names of the files.
    fn results(&self) -> BTreeMap<OsString, Vec<u8>> {
        let entries = fs::read_dir(self.plan.join("results"))
            .into_iter()
            .flatten();
        let read = |entry: fs::DirEntry| {
            let result = fs::read(entry.path()).expect("a result");
            (entry.file_name(), result)
        };
        entries.flatten().map(read).collect()
    }

    fn merge(&self) -> Output {
        let plan = self.plan.to_str().expect("a path");
        self.class.run(&["merge", plan])
    }

    /// One job cannot be done at first: the others are done, and the recipe says that one is missing.
    fn assert_misses_one(&self, recipe: &str) {
        let job = self.plan.join("jobs").join(&self.jobs()[0]);
        let away = self.plan.join("away");
        fs::rename(&job, &away).expect("a folder");
        let output = self.give(recipe);
        assert!(!output.status.success(), "{}", said(&output));
        assert_eq!(self.results().len(), PEOPLE - 1, "{}", said(&output));
        let output = self.merge();
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        fs::rename(&away, &job).expect("a folder");
    }

    /// What has no result gets one, and nothing else is done: not now, and not when the recipe is
    /// started again. Merged once or twice, it is the right one for everybody.
    fn assert_done_by(&self, recipe: &str) {
        let before = self.results();
        let output = self.give(recipe);
        assert!(output.status.success(), "{}", said(&output));
        let results = self.results();
        assert_eq!(results.len(), PEOPLE, "{}", said(&output));
        for (name, result) in before {
            assert_eq!(results.get(&name), Some(&result), "{}", name.display());
        }
        let again = self.give(recipe);
        assert!(again.status.success(), "{}", said(&again));
        assert_eq!(self.results(), results);
        let merged = self.merge();
        assert!(merged.status.success(), "{}", said(&merged));
        assert_eq!(self.class.faults(), Vec::<String>::new());
        let merged = said(&self.merge());
        let nothing = format!("0 new results, {PEOPLE} as before");
        assert!(merged.contains(&nothing), "{merged}");
        assert_eq!(self.class.faults(), Vec::<String>::new());
    }
}

/// A command line in the folder of the course.
fn shell(line: &str) -> Command {
    let mut command = Command::new("bash");
    command
        .args(["-c", line])
        .current_dir(course())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

/// Whether an engine is installed. Without it, a test does nothing.
fn is_installed(engine: &str, probe: &str) -> bool {
    let probed = shell(probe).output().expect("a shell");
    let found = probed.status.success();
    if !found {
        // Not `eprintln!`, which the test harness would keep to itself.
        let _ = writeln!(io::stderr(), "skipped: {engine} is not installed");
    }
    found
}

/// A server and its workers. They end when their standard input does: also if this process is killed.
struct Engine(Child);

impl Engine {
    fn start(line: &str, folder: &TempDir) -> Self {
        let child = shell(line)
            .env("ENGINE", folder.path())
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut engine = Self(child);
        let output = engine.0.stdout.as_mut().expect("a pipe");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        assert!(lines.any(|line| line == "started"), "{line} did not start");
        engine
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

const PARALLEL: &str = "parallel --version | grep -q GNU";

#[test]
#[ignore = "grades a class"]
fn gnu_parallel() {
    if !is_installed("GNU parallel", PARALLEL) {
        return;
    }
    let Some(planned) = Planned::new() else {
        return;
    };
    let recipe = r#"integrations/class/parallel.sh "$PLAN" --jobs 2"#;
    planned.assert_misses_one(recipe);
    planned.assert_done_by(recipe);
}

/// Two machines that are this one, by an ssh that does not leave it.
#[test]
#[ignore = "grades a class"]
fn gnu_parallel_on_two_machines() {
    if !is_installed("GNU parallel", PARALLEL) {
        return;
    }
    let Some(planned) = Planned::new() else {
        return;
    };
    let ssh = planned.plan.with_file_name("ssh");
    // It is called with a machine, `--` and what is to be done there. A server of ssh sets SHELL, which
    // not everything that starts tests does.
    fs::write(&ssh, "shift 2; cd /; SHELL=/bin/sh sh -c \"$*\"\n").expect("a script");
    let recipe = format!(
        r#"integrations/class/parallel.sh "$PLAN" \
           --ssh 'sh {}' --sshlogin grader1,grader2 --workdir "$PWD""#,
        ssh.display()
    );
    planned.assert_done_by(&recipe);
}

/// There is no package of it for another kind of machine.
#[test]
#[ignore = "grades a class"]
#[cfg(target_arch = "x86_64")]
fn hyperqueue() {
    // A server, and two workers with two cores each.
    const ENGINE: &str = r#"
import os, sys
from hyperqueue import LocalCluster
from hyperqueue.cluster import WorkerConfig
with LocalCluster(os.environ["ENGINE"], WorkerConfig(cores=2)) as cluster:
    cluster.start_worker(WorkerConfig(cores=2))
    print("started", flush=True)
    sys.stdin.read()
"#;
    let python = "${TEST_PYTHON:-python3}";
    let probe = format!("{python} -c 'import hyperqueue'");
    if !is_installed("PyPI's hyperqueue", &probe) {
        return;
    }
    let Some(planned) = Planned::new() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let _engine = Engine::start(&format!("exec {python} -c '{ENGINE}'"), &folder);
    let recipe = format!(
        r#"HQ_SERVER_DIR={} {python} integrations/class/hq.py "$PLAN""#,
        folder.path().display()
    );
    planned.assert_misses_one(&recipe);
    planned.assert_done_by(&recipe);
}

#[test]
#[ignore = "grades a class"]
fn slurm() {
    let programs = "PATH=$PATH:/usr/sbin; type sbatch scancel slurmctld slurmd munged";
    if !is_installed("Slurm", programs) {
        return;
    }
    let Some(planned) = Planned::new() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let _engine = Engine::start(r#"exec .ci/slurm "$ENGINE""#, &folder);
    let recipe = format!(
        r#"SLURM_CONF={}/slurm.conf timeout --foreground 300 sbatch --wait --array=1-3 \
           --output="$PLAN/slurm-%a.out" integrations/class/slurm.sh "$PLAN""#,
        folder.path().display()
    );
    planned.assert_misses_one(&recipe);
    planned.assert_done_by(&recipe);
}

/// Kubernetes and GitHub are not here: what they start is.
#[test]
#[ignore = "grades a class"]
fn what_kubernetes_and_github_start() {
    let Some(planned) = Planned::new() else {
        return;
    };
    let job = recipe("kubernetes.yaml").replace("/class/plan", "\"$PLAN\"");
    assert!(job.contains("completions: 16\n"));
    let command = between(&job, ">-\n", "\n          #").replace('\n', " ");
    planned.assert_done_by(&format!(
        "set -e; for JOB_COMPLETION_INDEX in {{0..15}}; do {command}; done"
    ));

    fs::remove_dir_all(planned.plan.join("results")).expect("a folder");
    let workflow = recipe("actions.yml").replace("--plan plan", "--plan \"$PLAN\"");
    let shards = between(&workflow, "shard: [", "]").replace(',', "");
    assert_eq!(shards, "1 2 3 4 5 6 7 8");
    let (_, steps) = workflow.split_once("rustup default").expect("steps");
    let command = between(steps, "- run: ", "\n");
    planned.assert_done_by(&format!(
        "set -e; for SHARD in {shards}; do {command}; done"
    ));
}

/// The text of a recipe for our program.
fn recipe(name: &str) -> String {
    let file = course().join("integrations/class").join(name);
    let text = fs::read_to_string(file).expect("a recipe");
    text.replace("cargo run -q -p checker --", "\"$CHECKER\"")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

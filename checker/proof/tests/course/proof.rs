//! One proof: a crate, a step, and what must hold.

use crate::asked::{ASKED, tell};
use crate::crates::{Key, ProofKind};
use crate::rules::require;
use crate::runs::{self, Ran, Runs};
use crate::slots::Built;
use answers::sources::mistake_path;
use course::catalogue;
use course::document::{self, Shown};
use course::expected::{self, MistakeFile, file_stem};
use course::grade::StepGrade;
use course::lesson::{Course, Lesson, Server, Step};
use course::outcome::{Check, StepRun, Verdict, Why};
use course::recognition::Mistake;
use course::record;
use harness::pipeline;
use harness::servers::Servers;
use harness::step_run::{self, OnServers, RunContext};
use libtest_mimic::Failed;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

/// The course of this workspace.
pub(crate) static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    catalogue::read(root.expect("the workspace")).expect("a readable course")
});

/// The servers of all proofs. They end with this process.
pub(crate) static SERVERS: LazyLock<Servers> = LazyLock::new(Servers::here);

/// How steps are run.
pub(crate) fn context() -> RunContext<'static> {
    RunContext::plain(&SERVERS)
}

/// Made when the first test needs one.
static RUNS: OnceLock<Result<Runs, String>> = OnceLock::new();

/// Says which servers were missing, if a lesson uses them.
pub(crate) fn tell_what_was_skipped() {
    for server in Server::ALL {
        let is_used = COURSE.lessons.iter().any(|lesson| lesson.uses(server));
        if let (true, Some(why)) = (is_used, SERVERS.absence(server)) {
            tell(&format!("skipped: what is tried on {server}: {why}"));
        }
    }
}

/// The proofs of all lessons.
pub(crate) fn all() -> Vec<Proof> {
    COURSE.lessons.iter().flat_map(proofs).collect()
}

/// One proof per step, mistake and alternative of a lesson, and one for each stub.
pub(crate) fn proofs(lesson: &'static Lesson) -> Vec<Proof> {
    let whole = |kind| {
        lesson.steps.iter().map(move |step| Proof {
            lesson,
            kind,
            id: String::new(),
            step: Some(step),
        })
    };
    let mut proofs: Vec<Proof> = whole(ProofKind::Solution)
        .chain(whole(ProofKind::Stub))
        .collect();
    for kind in [ProofKind::Mistake, ProofKind::Alternative] {
        for path in kind.files(lesson).unwrap_or_default() {
            let id = file_stem(&path);
            let step = lesson
                .steps
                .iter()
                .find(|step| id.split('.').next() == Some(&step.id));
            proofs.push(Proof {
                lesson,
                kind,
                id,
                step,
            });
        }
    }
    proofs
}

/// One crate, at one step.
#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) lesson: &'static Lesson,
    pub(crate) kind: ProofKind,
    id: String,
    step: Option<&'static Step>,
}

impl Proof {
    pub(crate) fn name(&self) -> String {
        let of = if self.id.is_empty() {
            self.step_id()
        } else {
            &self.id
        };
        format!("{}::{}/{of}", self.kind.word(), self.lesson.id)
    }

    /// The id of its step; without such a step, the one that its file is named after.
    pub(crate) fn step_id(&self) -> &str {
        let of_file = self.id.split('.').next().unwrap_or_default();
        self.step.map_or(of_file, |step| &step.id)
    }

    pub(crate) fn key(&self) -> Key {
        Key {
            lesson: self.lesson.number,
            kind: self.kind,
            patch: self.id.clone(),
        }
    }

    pub(crate) fn hold(&self) -> Result<(), Failed> {
        let step = self.step()?;
        let Ran { run, warnings } = self.ran()?;
        match self.kind {
            ProofKind::Solution => {
                let accepted = expected::shown_by(self.lesson, step).unwrap_or_default();
                let shown = record::with_skipped(&run, &accepted);
                self.assert_snapshot(&step.id, &document::render(&shown));
                passes(&pipeline::grade_step(self.lesson, step, run)?)
            }
            ProofKind::Stub => {
                require(warnings.is_empty(), || warnings[0].rendered.clone())?;
                let verdict = pipeline::grade_step(self.lesson, step, run)?.verdict;
                require(verdict == Verdict::NotStarted, || format!("{verdict:?}"))
            }
            ProofKind::Mistake => {
                let file = expected::mistake_file(&mistake_path(self.lesson, &self.id))?;
                self.assert_shown(&run, &file)?;
                let grade = pipeline::grade_step(self.lesson, step, run)?;
                if !file.differences.is_empty() && shows_only_on_a_server(&grade) {
                    return Ok(());
                }
                self.is_known(&grade)
            }
            ProofKind::Alternative => passes(&pipeline::grade_step(self.lesson, step, run)?),
        }
    }

    /// Whether no server that is here has failed to start: what is tried on it was skipped then.
    pub(crate) fn had_its_servers(&self) -> bool {
        let found = SERVERS.found();
        let mut servers = self.step.iter().flat_map(|step| &step.servers);
        servers.all(|server| !found.contains(server) || SERVERS.absence(*server).is_none())
    }

    /// A known mistake loses points and gets its own sentence.
    fn is_known(&self, grade: &StepGrade<'_>) -> Result<(), Failed> {
        require(grade.earned < grade.step.points, || {
            "it earns all points".to_owned()
        })?;
        let diagnosis = grade.diagnoses.first();
        let named = diagnosis.and_then(|diagnosis| diagnosis.mistake.as_ref());
        require(named == Some(&self.id), || {
            format!("it is taken for {named:?}")
        })?;
        let say = diagnosis.map_or("", |diagnosis| &diagnosis.say);
        require(say.split_whitespace().count() >= 5, || {
            format!("its sentence is {say:?}")
        })
    }

    /// Runs the crate at the step.
    pub(crate) fn run(&self, built: &Built) -> Result<Ran, String> {
        let step = self.step()?;
        let Built {
            subject, output, ..
        } = built;
        let run = match (&output.program, output.broken.get(&step.id)) {
            // A new snapshot is accepted whole: servers are used even if the rest is wrong.
            (Ok(program), None) if self.kind == ProofKind::Solution => {
                step_run::run(subject, step, program, OnServers::Tried, context())
            }
            (Ok(program), None) => pipeline::run_step(subject, step, program, context()),
            (Ok(_), Some(errors)) => return Err(errors[0].rendered.clone()),
            (Err(build_failure), _) => {
                return Err(format!(
                    "{} does not build: {build_failure:#?}",
                    self.name()
                ));
            }
        };
        Ok(Ran {
            run: run.map_err(|error| error.to_string())?,
            warnings: output.warnings.of_crate.clone(),
        })
    }

    /// Whether a patch shows in its batch what it is known to show.
    pub(crate) fn is_as_accepted(&self, run: &StepRun) -> bool {
        let Ok(step) = self.step() else { return false };
        match self.kind {
            ProofKind::Solution | ProofKind::Stub => true,
            ProofKind::Mistake => self
                .accepted(step)
                .is_some_and(|known| record::is_known(run, &known)),
            ProofKind::Alternative => pipeline::grade_step(self.lesson, step, run.clone())
                .is_ok_and(|grade| grade.verdict == Verdict::Passed),
        }
    }

    fn step(&self) -> Result<&'static Step, String> {
        self.step
            .ok_or_else(|| "a patch is named STEP.NAME.patch".to_owned())
    }

    fn ran(&self) -> Result<Ran, Failed> {
        let asked = ASKED.get().ok_or("nothing was asked for")?;
        let runs = RUNS.get_or_init(|| {
            runs::all(&asked.proofs, asked.making, asked.threads).map_err(|error| error.to_string())
        });
        let ran = runs.as_ref()?.get(&self.name());
        Ok(ran.ok_or("it was not asked for")?.clone()?)
    }

    /// What a mistake has been known to show.
    fn accepted(&self, step: &Step) -> Option<Mistake> {
        let right = expected::shown_by(self.lesson, step).ok()?;
        expected::mistake(&mistake_path(self.lesson, &self.id), &right).ok()
    }

    /// The file of a mistake has its differences from a right answer.
    fn assert_shown(&self, run: &StepRun, file: &MistakeFile) -> Result<(), Failed> {
        if file.differences.is_empty() {
            // To insta, a file without its header is one of an older format.
            tell(&format!(
                "{} is new: accept what it shows with `cargo insta review`",
                self.name()
            ));
        }
        let text = record::of_mistake(run, file, &self.right()?);
        self.assert_snapshot(&self.id, &text);
        Ok(())
    }

    /// What a right answer shows: now, if its proof was asked for, else as it was accepted.
    /// So an author accepts changes of the solution and of the mistakes in one go.
    fn right(&self) -> Result<Shown, Failed> {
        let accepted = expected::shown_by(self.lesson, self.step()?);
        let solution = Self {
            kind: ProofKind::Solution,
            id: String::new(),
            ..self.clone()
        };
        Ok(match solution.ran() {
            Ok(Ran { run, .. }) if run.complete => {
                record::with_skipped(&run, &accepted.unwrap_or_default())
            }
            _ => accepted?,
        })
    }

    /// This is the only place where insta asserts.
    fn assert_snapshot(&self, name: &str, text: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(self.lesson.dir.join(self.kind.folder()));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

/// Whether this mistake looks like a right answer without a server that is missing here.
fn shows_only_on_a_server(grade: &StepGrade<'_>) -> bool {
    let mut skipped = grade.run.iter().flat_map(|run| &run.skipped);
    grade.verdict == Verdict::Passed
        && skipped.any(|skipped| matches!(skipped.why, Why::NoServer(_)))
}

fn passes(grade: &StepGrade<'_>) -> Result<(), Failed> {
    let wrong: Vec<&Check> = grade
        .checks
        .iter()
        .filter(|check| !check.passed())
        .collect();
    require(grade.verdict == Verdict::Passed, || {
        format!("{:?}\n{wrong:#?}\n{:#?}", grade.verdict, grade.run)
    })
}

//! Each stub earns nothing, each solution and alternative all, each mistake
//! loses points at its step and is given its own sentence.

use crate::crates::{self, Crate, Kind};
use crate::rules::require;
use checker::hands::build::{self, Built, Order};
use checker::hands::cancel::Cancel;
use checker::hands::expected::{self, file_stem, patches};
use checker::hands::servers::Servers;
use checker::hands::step_run::{self, OnServers};
use checker::hands::workspace::Purpose;
use checker::hands::{cargo, catalogue};
use checker::pipeline;
use checker::pure::document;
use checker::vocabulary::course::{Course, Lesson, Server, Step};
use checker::vocabulary::grade::StepGrade;
use checker::vocabulary::outcome::{Check, Observation, StepRun, Verdict, Why};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

/// The course of this workspace.
pub(crate) static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    catalogue::read(root).expect("a readable course")
});

/// The servers of all proofs together. They end with this process.
pub(crate) static SERVERS: LazyLock<Servers> = LazyLock::new(Servers::here);

/// A lesson's number, a kind, and the id of a patch or nothing.
type Key = (u32, Kind, String);

type Crates = BTreeMap<Key, (Crate, Built)>;

/// The crates of [`ASKED`], built by one call of cargo as soon as the first test
/// needs one.
static CRATES: OnceLock<Result<Crates, String>> = OnceLock::new();

/// Says which servers the proofs did without, if a lesson would have used them.
pub(crate) fn tell_what_was_skipped() {
    for server in Server::ALL {
        let is_used = COURSE.lessons.iter().any(|lesson| lesson.uses(server));
        if let (true, Some(why)) = (is_used, SERVERS.absence(server)) {
            let _ = writeln!(io::stderr(), "skipped: what is tried on {server}: {why}");
        }
    }
}

/// The crates of the proofs that are asked for. The others need not be built.
static ASKED: OnceLock<BTreeSet<Key>> = OnceLock::new();

/// One test per step, mistake and alternative.
pub(crate) fn trials(arguments: &Arguments) -> Vec<Trial> {
    let proofs: Vec<Proof> = COURSE.lessons.iter().flat_map(proofs).collect();
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let asked = proofs.iter().filter(|proof| proof.name().contains(filter));
    ASKED.get_or_init(|| asked.map(Proof::key).collect());
    proofs.into_iter().map(Proof::into_trial).collect()
}

fn proofs(lesson: &'static Lesson) -> Vec<Proof> {
    let whole = |kind| {
        lesson.steps.iter().map(move |step| Proof {
            lesson,
            kind,
            id: String::new(),
            step: Some(step),
        })
    };
    let mut proofs: Vec<Proof> = whole(Kind::Solution).chain(whole(Kind::Stub)).collect();
    for kind in [Kind::Mistake, Kind::Alternative] {
        for path in patches(&lesson.dir.join(kind.folder())).unwrap_or_default() {
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
struct Proof {
    lesson: &'static Lesson,
    kind: Kind,
    id: String,
    step: Option<&'static Step>,
}

impl Proof {
    fn name(&self) -> String {
        let of = self
            .step
            .filter(|_| self.id.is_empty())
            .map_or(&self.id, |step| &step.id);
        format!("{}::{}/{of}", self.kind.word(), self.lesson.id)
    }

    fn key(&self) -> Key {
        (self.lesson.number, self.kind, self.id.clone())
    }

    fn into_trial(self) -> Trial {
        Trial::test(self.name(), move || self.hold())
    }

    fn hold(&self) -> Result<(), Failed> {
        let step = self.step.ok_or("a patch is named STEP.NAME.patch")?;
        let (krate, built) = self.crate_built()?;
        let run = self.run(krate, built, step)?;
        match self.kind {
            Kind::Solution => {
                let accepted = expected::of_step(self.lesson, step).unwrap_or_default();
                let observations = with_skipped(&run, &accepted);
                self.assert_snapshot(&step.id, &document::render(&observations));
                passes(&pipeline::grade_step(self.lesson, step, run)?)
            }
            Kind::Stub => {
                require(built.warnings.is_empty(), || {
                    built.warnings[0].rendered.clone()
                })?;
                let verdict = pipeline::grade_step(self.lesson, step, run)?.verdict;
                require(verdict == Verdict::NotStarted, || format!("{verdict:?}"))
            }
            Kind::Mistake => {
                let record = self.record(step, &run);
                self.assert_snapshot(&self.id, &record);
                let grade = pipeline::grade_step(self.lesson, step, run)?;
                if shows_only_on_a_server(&grade) {
                    return Ok(());
                }
                self.is_known(&grade)
            }
            Kind::Alternative => passes(&pipeline::grade_step(self.lesson, step, run)?),
        }
    }

    /// A known wrong answer loses points and is told its own sentence.
    fn is_known(&self, grade: &StepGrade<'_>) -> Result<(), Failed> {
        require(grade.earned < grade.step.points, || {
            "it earns all points".to_owned()
        })?;
        let diagnosis = grade.diagnosis.as_ref();
        let named = diagnosis.and_then(|diagnosis| diagnosis.mistake.as_ref());
        require(named == Some(&self.id), || {
            format!("it is taken for {named:?}")
        })?;
        let say = diagnosis.map_or("", |diagnosis| &diagnosis.say);
        require(say.split_whitespace().count() >= 5, || {
            format!("its sentence is {say:?}")
        })
    }

    fn run(&self, krate: &Crate, built: &Built, step: &Step) -> Result<StepRun, Failed> {
        match (&built.program, built.broken.get(&step.id)) {
            // A new snapshot is accepted whole, so nothing waits for it to be right.
            (Ok(program), None) if self.kind == Kind::Solution => {
                let servers = (&*SERVERS, OnServers::Tried);
                Ok(step_run::run(
                    &krate.subject,
                    step,
                    program,
                    servers,
                    &Cancel::NEVER,
                )?)
            }
            (Ok(program), None) => Ok(pipeline::run_step(
                &krate.subject,
                step,
                program,
                &SERVERS,
                &Cancel::NEVER,
            )?),
            (Ok(_), Some(errors)) => Err(errors[0].rendered.clone().into()),
            (Err(obstacle), _) => Err(format!("{} does not build: {obstacle:#?}", self.id).into()),
        }
    }

    /// What a mistake shows, as its record holds it.
    fn record(&self, step: &Step, run: &StepRun) -> String {
        let mistakes = expected::mistakes_of(self.lesson, step).unwrap_or_default();
        let accepted = mistakes.into_iter().find(|mistake| mistake.id == self.id);
        let accepted = accepted.map_or(Vec::new(), |mistake| mistake.observations);
        document::render_record(&with_skipped(run, &accepted), &run.clues)
    }

    fn crate_built(&self) -> Result<&'static (Crate, Built), Failed> {
        let all = CRATES.get_or_init(|| build_all().map_err(|error| error.to_string()));
        all.as_ref()?
            .get(&self.key())
            .ok_or_else(|| "it was added while the tests ran".into())
    }

    /// insta asserts here, on the authors' path, and only here.
    fn assert_snapshot(&self, name: &str, text: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(self.lesson.dir.join(self.kind.folder()));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

fn build_all() -> Result<Crates, Box<dyn std::error::Error>> {
    let mut crates = Vec::new();
    for lesson in &COURSE.lessons {
        let is_asked = |kind, id: &str| {
            let key = (lesson.number, kind, id.to_owned());
            ASKED.get().is_none_or(|asked| asked.contains(&key))
        };
        crates.extend(crates::write(&COURSE, lesson, &is_asked)?);
    }
    let subjects: Vec<_> = crates.iter().map(|krate| krate.subject.clone()).collect();
    let target_dir = cargo::target_dir(&COURSE.root);
    let wanted: Vec<usize> = (0..subjects.len()).collect();
    let order = Order {
        purpose: Purpose::Proof,
        subjects: &subjects,
        wanted: &wanted,
        servers: &SERVERS.found(),
        target_dir: &target_dir,
        cancel: &Cancel::NEVER,
    };
    let built = build::build(&COURSE, order, &mut |_| {})?;
    let key = |krate: &Crate| (krate.subject.lesson.number, krate.kind, krate.id.clone());
    Ok(crates
        .into_iter()
        .zip(built)
        .map(|(krate, built)| (key(&krate), (krate, built)))
        .collect())
}

/// What was seen, and for what was skipped the accepted text: a snapshot holds
/// the observations on servers whether there are servers or not.
fn with_skipped(run: &StepRun, accepted: &[Observation]) -> Vec<Observation> {
    let mut all = run.observations.clone();
    for (index, entry) in accepted.iter().enumerate() {
        if run
            .skipped
            .iter()
            .any(|skipped| skipped.title == entry.title)
        {
            all.insert(index.min(all.len()), entry.clone());
        }
    }
    all
}

/// Whether this wrong answer cannot be told from a right one here.
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

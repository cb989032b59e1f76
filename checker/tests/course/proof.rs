//! Each stub earns nothing, each solution and alternative all, each mistake
//! loses points at its step and is given its own sentence.

use crate::crates::{self, Crate, Kind, folder};
use checker::hands::build::{self, Built};
use checker::hands::expected::{file_stem, patches};
use checker::hands::{cargo, catalogue, step_run};
use checker::pipeline;
use checker::pure::document;
use checker::vocabulary::course::{Course, Lesson, Step};
use checker::vocabulary::grade::StepGrade;
use checker::vocabulary::outcome::{Check, Verdict};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

/// The course of this workspace.
pub static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    catalogue::read(root).expect("a readable course")
});

/// All crates of the course, built together by one call of cargo, as soon as
/// the first test needs one.
static BUILT: OnceLock<Result<BTreeMap<Key, (Crate, Built)>, String>> = OnceLock::new();

/// A crate's lesson, kind and id.
type Key = (u32, Kind, String);

/// One test per step, mistake and alternative.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for lesson in &COURSE.lessons {
        for step in &lesson.steps {
            let name = lesson.name_of(step);
            trials.push(Trial::test(format!("solution::{name}"), || {
                solution(lesson, step)
            }));
            trials.push(Trial::test(format!("stub::{name}"), || stub(lesson, step)));
        }
        for (kind, check) in [
            (Kind::Mistake, mistake as fn(_, _, _, _) -> _),
            (Kind::Alternative, alternative),
        ] {
            for path in patches(&lesson.dir.join(folder(kind))).unwrap_or_default() {
                let id = file_stem(&path);
                let name = format!("{}::{}/{id}", format!("{kind:?}").to_lowercase(), lesson.id);
                trials.push(Trial::test(name, move || {
                    let step = lesson
                        .steps
                        .iter()
                        .find(|step| id.split('.').next() == Some(&step.id));
                    check(
                        lesson,
                        step.ok_or("a patch is named STEP.NAME.patch")?,
                        kind,
                        id.clone(),
                    )
                }));
            }
        }
    }
    trials
}

/// The solution shows what the snapshot holds, and that earns all points.
fn solution(lesson: &'static Lesson, step: &'static Step) -> Result<(), Failed> {
    let run = run(lesson, step, Kind::Solution, "")?;
    assert_snapshot(
        &lesson.dir.join("expected"),
        &step.id,
        &document::render(&run.observations),
    );
    let grade = pipeline::grade_step(lesson, step, run)?;
    require(grade.verdict == Verdict::Passed, || differences(&grade))
}

/// The stub compiles without a warning and earns nothing.
fn stub(lesson: &'static Lesson, step: &'static Step) -> Result<(), Failed> {
    let (_, built) = built(lesson, Kind::Stub, "")?;
    require(built.warnings.is_empty(), || {
        built.warnings[0].rendered.clone()
    })?;
    let grade = pipeline::grade_step(lesson, step, run(lesson, step, Kind::Stub, "")?)?;
    require(grade.verdict == Verdict::NotStarted, || {
        format!("{:?}", grade.verdict)
    })
}

/// A known wrong answer loses points and is told its own sentence.
fn mistake(
    lesson: &'static Lesson,
    step: &'static Step,
    kind: Kind,
    id: String,
) -> Result<(), Failed> {
    let run = run(lesson, step, kind, &id)?;
    let record = document::render_record(&run.observations, &run.clues);
    assert_snapshot(&lesson.dir.join(folder(kind)), &id, &record);
    let grade = pipeline::grade_step(lesson, step, run)?;
    require(grade.earned < step.points, || {
        "it earns all points".to_owned()
    })?;
    let named = grade
        .diagnosis
        .as_ref()
        .and_then(|diagnosis| diagnosis.mistake.as_ref());
    require(named == Some(&id), || format!("it is taken for {named:?}"))
}

/// Another right answer earns all points.
fn alternative(
    lesson: &'static Lesson,
    step: &'static Step,
    kind: Kind,
    id: String,
) -> Result<(), Failed> {
    let grade = pipeline::grade_step(lesson, step, run(lesson, step, kind, &id)?)?;
    require(grade.verdict == Verdict::Passed, || differences(&grade))
}

fn run(
    lesson: &'static Lesson,
    step: &'static Step,
    kind: Kind,
    id: &str,
) -> Result<checker::vocabulary::outcome::StepRun, Failed> {
    let (krate, built) = built(lesson, kind, id)?;
    let program = match (&built.program, built.broken.get(&step.id)) {
        (Ok(program), None) => program,
        (Err(obstacle), _) => return Err(format!("it does not build: {obstacle:#?}").into()),
        (_, Some(errors)) => return Err(errors[0].rendered.clone().into()),
    };
    Ok(step_run::run(&krate.subject, step, program)?)
}

fn built(lesson: &Lesson, kind: Kind, id: &str) -> Result<&'static (Crate, Built), Failed> {
    let all = BUILT.get_or_init(|| build_all().map_err(|error| error.to_string()));
    let all = all.as_ref().map_err(Clone::clone)?;
    let key = (lesson.number, kind, id.to_owned());
    all.get(&key)
        .ok_or_else(|| "it was added while the tests ran".into())
}

fn build_all() -> Result<BTreeMap<Key, (Crate, Built)>, Box<dyn std::error::Error>> {
    let mut crates = Vec::new();
    for lesson in &COURSE.lessons {
        crates.extend(crates::write(&COURSE, lesson)?);
    }
    let subjects: Vec<_> = crates.iter().map(|krate| krate.subject.clone()).collect();
    let target_dir = cargo::target_dir(&COURSE.root);
    let built = build::build(&COURSE, "proof", &subjects, &target_dir, &mut |_| {})?;
    let key = |krate: &Crate| (krate.subject.lesson.number, krate.kind, krate.id.clone());
    Ok(crates
        .into_iter()
        .zip(built)
        .map(|(krate, built)| (key(&krate), (krate, built)))
        .collect())
}

/// insta asserts here, on the authors' path, and only here.
fn assert_snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn differences(grade: &StepGrade<'_>) -> String {
    let wrong: Vec<&Check> = grade
        .checks
        .iter()
        .filter(|check| !check.passed())
        .collect();
    format!("{:?}\n{wrong:#?}\n{:#?}", grade.verdict, grade.run)
}

fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds {
        Ok(())
    } else {
        Err(otherwise().into())
    }
}

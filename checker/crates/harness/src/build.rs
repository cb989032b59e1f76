//! From crates to programs. What does not compile costs as little as possible:
//! an error in a student's crate costs its own lesson, a changed signature only
//! the steps that call the function.

mod manifest;

use crate::cancel::Cancel;
use crate::cargo::{self, Build, Call};
use crate::launcher::Launcher;
use crate::workspace::{self, Purpose, Subject};
use crate::{program, seeded};
use course::document::harmless;
use course::error::Error;
use course::event::Event;
use course::lesson::{Course, Server};
use course::outcome::{BuildFailure, Diagnostic};
use manifest::{essence, manifest_name, manifest_problem, slashed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What became of one subject.
#[derive(Debug)]
pub struct BuildOutput {
    /// Its program, or why there is none.
    pub program: Result<PathBuf, BuildFailure>,
    /// Steps that are not in the program, because their calls do not compile.
    pub broken: BTreeMap<String, Vec<Diagnostic>>,
    /// The compiler's warnings about the crate.
    pub warnings: Vec<Diagnostic>,
}

/// What is to be built.
#[derive(Debug, Clone, Copy)]
pub struct BuildRequest<'s> {
    /// What for.
    pub purpose: Purpose,
    /// All members of the workspace.
    pub subjects: &'s [Subject<'s>],
    /// Those whose programs are wanted, by index. The others are members all the
    /// same: a workspace that changes with each wish would be resolved anew.
    pub wanted: &'s [usize],
    /// Servers that are there: only their drivers are compiled.
    pub servers: &'s [Server],
    /// Where compiled things go.
    pub target_dir: &'s Path,
    /// Ends it.
    pub cancel: &'s Cancel,
    /// How cargo is started.
    pub launcher: &'s dyn Launcher,
}

/// Builds what is ordered. The result has one entry per wanted subject, in their
/// order.
pub fn build(
    course: &Course,
    order: BuildRequest<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<BuildOutput>, Error> {
    let mut session = Session {
        course,
        order,
        done: BTreeMap::new(),
        broken: BTreeMap::new(),
        without_tool: BTreeSet::new(),
        one_by_one: false,
    };
    workspace::link(course, order.purpose)?;
    session.refuse_bad_manifests();
    while !session.waiting().is_empty() {
        session.round(on_event)?;
    }
    let Session { done, broken, .. } = session;
    let built = order.wanted.iter().filter_map(|index| {
        let (program, warnings) = done.get(index).cloned()?;
        Some(BuildOutput {
            program,
            broken: broken.get(index).cloned().unwrap_or_default(),
            warnings,
        })
    });
    Ok(built.collect())
}

type Program = Result<PathBuf, BuildFailure>;

/// Subjects are known by their index, and leave the work by being `done`.
struct Session<'s> {
    course: &'s Course,
    order: BuildRequest<'s>,
    done: BTreeMap<usize, (Program, Vec<Diagnostic>)>,
    broken: BTreeMap<usize, BTreeMap<String, Vec<Diagnostic>>>,
    /// Subjects whose `src/main.rs` does not fit to their functions any more.
    without_tool: BTreeSet<usize>,
    /// Built together they took too long: which one was it?
    one_by_one: bool,
}

impl Session<'_> {
    fn waiting(&self) -> Vec<usize> {
        let is_done = |index: &&usize| self.done.contains_key(index);
        self.order
            .wanted
            .iter()
            .filter(|index| !is_done(index))
            .copied()
            .collect()
    }

    fn end(&mut self, index: usize, program: Program, warnings: Vec<Diagnostic>) {
        let program = program.map_err(|build_failure| match build_failure {
            // An error about a file shows a line of it.
            BuildFailure::Manifest(why) => {
                BuildFailure::Manifest(harmless(&self.order.subjects[index].tidy(&why)))
            }
            other => other,
        });
        self.done.insert(index, (program, warnings));
    }

    /// Whether cargo would stumble over the subject's folder.
    fn is_unusable(&self, index: usize) -> bool {
        let program = self.done.get(&index).map(|(program, _)| program);
        matches!(
            program,
            Some(Err(BuildFailure::Manifest(_) | BuildFailure::Missing(_)))
        )
    }

    /// cargo gives up on all packages when one manifest is wrong, so the wrong
    /// ones are found before.
    fn refuse_bad_manifests(&mut self) {
        for (index, subject) in self.order.subjects.iter().enumerate() {
            if !subject.dir.is_dir() {
                let missing = BuildFailure::Missing(subject.tidy(&slashed(&subject.dir)).into());
                self.end(index, Err(missing), Vec::new());
            } else if let Some(why) = manifest_problem(subject) {
                self.end(index, Err(BuildFailure::Manifest(why)), Vec::new());
            }
        }
    }

    /// One call of cargo. Ends at least one subject, or takes at least one step
    /// out of a program, or fails.
    fn round(&mut self, on_event: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
        let mut waiting = self.waiting();
        if self.one_by_one {
            waiting.truncate(1);
        }
        let (members, order) = (self.members(), self.order);
        let dir = workspace::write(self.course, order.purpose, &members, order.servers)?;
        let programs = waiting.iter().map(|&index| order.subjects[index].program());
        let packages: Vec<String> = programs.collect();
        let call = Call {
            dir: &dir,
            packages: &packages,
            target_dir: order.target_dir,
            cancel: order.cancel,
            launcher: order.launcher,
        };
        let build = cargo::build(call, on_event)?;
        if !build.started && !build.stopped {
            return self.blame_manifest(&build);
        }
        let mut progress = false;
        for &index in &waiting {
            progress |= self.settle(index, &dir, &build);
        }
        if build.stopped && !progress {
            if let [index] = waiting[..] {
                self.end(index, Err(too_long(order.launcher)), Vec::new());
            }
            progress = true;
        }
        self.one_by_one |= build.stopped;
        progress.then_some(()).ok_or_else(|| not_built(&build))
    }

    /// The subjects that cargo can load, without the steps that do not compile.
    fn members(&self) -> Vec<Subject<'_>> {
        let usable = self.order.subjects.iter().enumerate();
        let usable = usable.filter(|(index, _)| !self.is_unusable(*index));
        let members = usable.map(|(index, subject)| {
            let mut member = subject.clone();
            if let Some(broken) = self.broken.get(&index) {
                member.steps.retain(|step| !broken.contains_key(step));
            }
            member.has_tool &= !self.without_tool.contains(&index);
            member
        });
        members.collect()
    }

    /// Reads from `build` what became of a subject; returns whether anything.
    fn settle(&mut self, index: usize, dir: &Path, build: &Build) -> bool {
        let subject = &self.order.subjects[index];
        let warnings = build
            .warnings
            .get(&subject.dir)
            .cloned()
            .unwrap_or_default();
        if let Some(program) = build.programs.get(&subject.program()) {
            self.end(index, Ok(program.clone()), warnings);
            return true;
        }
        if let Some(errors) = build.errors.get(&subject.dir) {
            let errors = errors.iter().map(|error| tidy(subject, error)).collect();
            self.end(index, Err(BuildFailure::Compile(errors)), warnings);
            return true;
        }
        let member = dir.join(subject.program());
        let scenarios = subject.scenarios(&member);
        let mut found = false;
        for error in build.errors.get(&member).into_iter().flatten() {
            if error.file.as_deref() == Some(&program::tool_path(&subject.dir)) {
                found |= self.without_tool.insert(index);
            }
            let step = subject.lesson.steps.iter().find(|step| {
                let path = program::scenario_path(&scenarios, &step.id);
                error.file.as_deref() == Some(&path)
            });
            if let Some(step) = step {
                let broken = self.broken.entry(index).or_default();
                broken
                    .entry(step.id.clone())
                    .or_default()
                    .push(in_plain_words(subject, &scenarios, error));
                found = true;
            }
        }
        found
    }

    /// cargo did not come to compile anything. It names the manifest at fault,
    /// or the package that asks for something that does not exist.
    fn blame_manifest(&mut self, build: &Build) -> Result<(), Error> {
        let stderr = build.stderr.replace('\\', "/");
        let named = (0..self.order.subjects.len()).find(|&index| {
            let subject = &self.order.subjects[index];
            let package = format!("({})", slashed(&subject.dir));
            let names = [manifest_name(subject), package, subject.program()];
            names.iter().any(|name| stderr.contains(name))
        });
        let Some(index) = named else {
            return Err(not_built(build));
        };
        let generated = self.order.purpose.dir(self.course);
        let why = essence(&stderr, &self.order.subjects[index], &generated);
        self.end(index, Err(BuildFailure::Manifest(why)), Vec::new());
        Ok(())
    }
}

/// cargo failed, and no lesson is at fault.
fn not_built(build: &Build) -> Error {
    Error::Build {
        what: "the lessons",
        said: build.stderr.clone(),
    }
}

/// What is told of a crate whose compilation was stopped.
fn too_long(launcher: &dyn Launcher) -> BuildFailure {
    let limits = launcher.build_limits(1);
    let seconds = limits.map_or(0, |limits| limits.time.as_secs());
    let message = format!("it was stopped: to compile it takes more than {seconds} seconds");
    BuildFailure::Compile(vec![Diagnostic {
        rendered: format!("error: {message}\n"),
        message,
        file: None,
        line: None,
        mentions: Vec::new(),
    }])
}

/// An error in a step file, as the lesson's own file would have it.
fn in_plain_words(subject: &Subject<'_>, scenarios: &Path, diagnostic: &Diagnostic) -> Diagnostic {
    let mut told = tidy(subject, diagnostic);
    if let Some(disguise) = &subject.disguise {
        let own = seeded::scenarios(subject.lesson);
        let rendered = told.rendered.replace(
            &*subject.tidy(&scenarios.to_string_lossy()),
            &subject.tidy(&own.to_string_lossy()),
        );
        told.rendered = disguise.off_for_reading(&rendered);
        told.message = disguise.off_for_reading(&told.message);
    }
    told
}

fn tidy(subject: &Subject<'_>, diagnostic: &Diagnostic) -> Diagnostic {
    let tidy_path = |file: &PathBuf| PathBuf::from(subject.tidy(&file.to_string_lossy()));
    let mut tidied = diagnostic.clone();
    tidied.rendered = subject.tidy(&diagnostic.rendered);
    tidied.file = diagnostic.file.as_ref().map(tidy_path);
    for mention in &mut tidied.mentions {
        mention.file = tidy_path(&mention.file);
    }
    tidied
}

//! From crates to programs. What does not compile costs as little as possible: an error in a
//! student's crate costs that lesson, a changed signature only the steps that call the function.

mod diagnostics;
mod leftovers;
mod manifest;

use crate::cancel::Cancel;
use crate::cargo::{self, Call, CargoOutput};
use crate::deadline::Deadline;
use crate::launcher::Launcher;
use crate::room::{Room, room};
use crate::workspace::{self, Purpose, Subject, scenario_path, tool_path};
use course::document::harmless;
use course::error::Error;
use course::event::Event;
use course::lesson::{Course, Server};
use course::outcome::{BuildFailure, Diagnostic};
use diagnostics::{
    Fault, are_of_the_machine, in_step_file, is_of_the_machine, not_reached, stopped, tidy,
    unexplained, unknown,
};
use manifest::{essence, manifest_name, manifest_problem, slashed};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What became of one subject.
#[derive(Debug)]
pub struct BuildOutput {
    /// Its program, or why there is none.
    pub program: Result<PathBuf, BuildFailure>,
    /// Steps that are not in the program, because their calls do not compile, with the errors.
    pub broken: BTreeMap<String, Vec<Diagnostic>>,
    /// What the compiler warned of.
    pub warnings: Warnings,
}

/// The compiler's warnings.
#[derive(Debug, Default, Clone)]
pub struct Warnings {
    /// Those about the student's crate.
    pub of_crate: Vec<Diagnostic>,
    /// Those about the step files, which are the course's.
    pub of_steps: Vec<Diagnostic>,
}

/// What is to be built.
#[derive(Debug, Clone, Copy)]
pub struct BuildRequest<'s> {
    /// What the workspace is for.
    pub purpose: Purpose,
    /// All members of the workspace.
    pub subjects: &'s [Subject<'s>],
    /// The indexes of those whose programs are wanted. The others are members all the same: cargo
    /// would have to resolve a workspace again if its members changed.
    pub wanted: &'s [usize],
    /// The available servers: only their drivers are compiled.
    pub servers: &'s [Server],
    /// The target folder.
    pub target_dir: &'s Path,
    /// Cancels the build.
    pub cancel: &'s Cancel,
    /// How cargo is started.
    pub launcher: &'s dyn Launcher,
}

/// Builds what is requested. The result has one entry per wanted subject, in their order.
pub fn build(
    course: &Course,
    request: BuildRequest<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<BuildOutput>, Error> {
    workspace::link(course, request.purpose)?;
    let mut attempts = BuildAttempts {
        course,
        request,
        done: BTreeMap::new(),
        broken: BTreeMap::new(),
        without_tool: BTreeSet::new(),
        killed: BTreeSet::new(),
        one_by_one: false,
    };
    attempts.refuse_bad_manifests();
    while !attempts.waiting().is_empty() {
        attempts.attempt(on_event)?;
    }
    Ok(attempts.into_outputs())
}

/// A build that calls cargo again and again: each time without what did not compile, until there
/// is an output for everything that is wanted. Subjects are known by their index.
struct BuildAttempts<'s> {
    course: &'s Course,
    request: BuildRequest<'s>,
    /// Subjects that need no further attempt.
    done: BTreeMap<usize, BuildOutput>,
    /// Errors in step files, by step.
    broken: BTreeMap<usize, BTreeMap<String, Vec<Diagnostic>>>,
    /// Subjects whose `src/main.rs` does not compile with their functions any more.
    without_tool: BTreeSet<usize>,
    /// Subjects whose compiler the system has ended once. That may be because of the others.
    killed: BTreeSet<usize>,
    /// Whether to build one subject at a time, because all of them together took too much.
    one_by_one: bool,
}

/// The room that a program needs at least.
const ROOM: Room = Room {
    bytes: 16 * 1024 * 1024,
    files: 1000,
};

impl BuildAttempts<'_> {
    fn waiting(&self) -> Vec<usize> {
        let is_done = |index: &&usize| self.done.contains_key(index);
        self.request
            .wanted
            .iter()
            .filter(|index| !is_done(index))
            .copied()
            .collect()
    }

    fn into_outputs(mut self) -> Vec<BuildOutput> {
        let wanted = self.request.wanted.iter();
        let outputs = wanted.filter_map(|index| {
            let output = self.done.remove(index)?;
            let broken = self.broken.remove(index).unwrap_or_default();
            Some(BuildOutput { broken, ..output })
        });
        outputs.collect()
    }

    fn end(&mut self, index: usize, program: Result<PathBuf, BuildFailure>, warnings: Warnings) {
        let program = program.map_err(|build_failure| match build_failure {
            // The message may quote a line of the file.
            BuildFailure::Manifest(why) => {
                BuildFailure::Manifest(harmless(&self.request.subjects[index].tidy(&why)))
            }
            other => other,
        });
        let output = BuildOutput {
            program,
            broken: BTreeMap::new(),
            warnings,
        };
        self.done.insert(index, output);
    }

    /// Whether cargo would fail because of the subject's folder.
    fn is_unusable(&self, index: usize) -> bool {
        let program = self.done.get(&index).map(|output| &output.program);
        matches!(
            program,
            Some(Err(BuildFailure::Manifest(_) | BuildFailure::Missing(_)))
        )
    }

    /// cargo gives up on all packages when one manifest is wrong, so wrong ones are found
    /// beforehand.
    fn refuse_bad_manifests(&mut self) {
        for (index, subject) in self.request.subjects.iter().enumerate() {
            if !subject.dir.is_dir() {
                let missing = BuildFailure::Missing(subject.tidy(&slashed(&subject.dir)).into());
                self.end(index, Err(missing), Warnings::default());
            } else if let Some(why) = manifest_problem(subject) {
                self.end(index, Err(BuildFailure::Manifest(why)), Warnings::default());
            }
        }
    }

    /// Calls cargo once. Either a subject is done after that, or a step is left out of its program,
    /// or it fails.
    fn attempt(&mut self, on_event: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
        let mut waiting = self.waiting();
        if let Some(deadline) = self
            .request
            .launcher
            .deadline()
            .filter(|it| it.has_passed())
        {
            for index in waiting {
                self.end(index, Err(not_reached(deadline)), Warnings::default());
            }
            return Ok(());
        }
        if self.one_by_one {
            waiting.truncate(1);
        }
        let (members, request) = (self.members(), self.request);
        let held = request.launcher.custody();
        let is_held = held.is_some_and(|held| held.has_pipe);
        let (purpose, servers) = (request.purpose, request.servers);
        let dir = workspace::write(self.course, purpose, &members, servers, is_held)?;
        let programs = waiting
            .iter()
            .map(|&index| request.subjects[index].program());
        let packages: Vec<String> = programs.collect();
        let call = Call {
            dir: &dir,
            packages: &packages,
            target_dir: request.target_dir,
            cancel: request.cancel,
            launcher: request.launcher,
        };
        let output = cargo::build(call, on_event)?;
        if !output.started && output.stopped.is_none() {
            return self.blame_manifest(&output);
        }
        let mut progress = false;
        for &index in &waiting {
            progress |= self.settle(index, &dir, &output)?;
        }
        if let Some(why) = output.stopped.filter(|_| !progress) {
            let limits = request.launcher.build_limits(1);
            let is_over = request
                .launcher
                .deadline()
                .is_some_and(Deadline::has_passed);
            if let ([index], Some(limits), false) = (&waiting[..], limits, is_over) {
                self.end(*index, Err(stopped(why, limits)), Warnings::default());
            }
            progress = true;
        }
        if output.stopped.is_some() {
            self.one_by_one = true;
            self.remove_leftovers(&waiting);
        }
        if progress {
            return Ok(());
        }
        self.end_without_progress(&waiting, &output)
    }

    /// Removes what was compiled of those that have no program after a call that was stopped: others
    /// need the room.
    fn remove_leftovers(&self, waiting: &[usize]) {
        let has_program = |index| {
            let output = self.done.get(index);
            output.is_some_and(|output| output.program.is_ok())
        };
        for index in waiting.iter().filter(|index| !has_program(index)) {
            let subject = &self.request.subjects[*index];
            for package in [&subject.program(), &subject.package] {
                leftovers::remove(self.request.target_dir, package);
            }
        }
    }

    /// One lesson must not keep others from being graded, whatever is the matter with it. `waiting`
    /// are those of a call after which nothing is known of any.
    fn end_without_progress(
        &mut self,
        waiting: &[usize],
        output: &CargoOutput,
    ) -> Result<(), Error> {
        let is_built = |output: &BuildOutput| output.program.is_ok();
        // Before anybody is graded whose code is not trusted, hollow lessons were built.
        let others_are_built =
            self.request.launcher.confinement().is_some() || self.done.values().any(is_built);
        if !others_are_built || is_of_the_machine(&output.stderr) || self.is_disk_full() {
            return Err(not_built(output));
        }
        if let [index] = *waiting {
            let subject = &self.request.subjects[index];
            let said = unknown(output);
            let said = said.iter().map(|error| tidy(subject, error)).collect();
            self.end(index, Err(BuildFailure::Compile(said)), Warnings::default());
        }
        self.one_by_one = true;
        Ok(())
    }

    /// Whether there is no room for a program. Compilers do not always say so: one may be ended while
    /// it writes to memory that stands for a file.
    fn is_disk_full(&self) -> bool {
        room(self.request.target_dir).is_some_and(|room| !room.holds(ROOM))
    }

    /// The subjects that cargo can load, without steps and tools that do not compile.
    fn members(&self) -> Vec<Subject<'_>> {
        let usable = self.request.subjects.iter().enumerate();
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

    /// Takes note of what became of a subject; returns whether anything did.
    fn settle(&mut self, index: usize, dir: &Path, output: &CargoOutput) -> Result<bool, Error> {
        let subject = &self.request.subjects[index];
        let member = dir.join(subject.program());
        let about = |folder: &Path| output.warnings.get(folder).cloned().unwrap_or_default();
        let warnings = Warnings {
            of_crate: about(&subject.dir),
            of_steps: about(&member),
        };
        if let Some(program) = output.programs.get(&subject.program()) {
            self.end(index, Ok(program.clone()), warnings);
            return Ok(true);
        }
        if let Some(errors) = output.errors.get(&subject.dir) {
            if are_of_the_machine(errors) {
                return Err(not_built(output));
            }
            let errors = errors.iter().map(|error| tidy(subject, error)).collect();
            self.end(index, Err(BuildFailure::Compile(errors)), warnings);
            return Ok(true);
        }
        let scenarios = subject.scenarios(&member);
        let mut found = false;
        for error in output.errors.get(&member).into_iter().flatten() {
            if error.file.as_deref() == Some(&tool_path(&subject.dir)) {
                found |= self.without_tool.insert(index);
            }
            let step = subject.lesson.steps.iter().find(|step| {
                let path = scenario_path(&scenarios, &step.id);
                error.file.as_deref() == Some(&path)
            });
            if let Some(step) = step {
                let broken = self.broken.entry(index).or_default();
                broken
                    .entry(step.id.clone())
                    .or_default()
                    .push(in_step_file(subject, &scenarios, error));
                found = true;
            }
        }
        if found {
            return Ok(true);
        }
        let errors = output.errors.get(&member).map_or(&[][..], Vec::as_slice);
        self.settle_unexplained(index, errors, warnings, output)
    }

    /// Takes note of what became of a subject of whose files none is wrong. The `errors` are those
    /// about its program.
    fn settle_unexplained(
        &mut self,
        index: usize,
        errors: &[Diagnostic],
        warnings: Warnings,
        output: &CargoOutput,
    ) -> Result<bool, Error> {
        let subject = &self.request.subjects[index];
        let packages = [&subject.program(), &subject.package, &subject.lesson.id];
        let fault = unexplained(&packages.map(String::as_str), errors, &output.stderr);
        let errors = match fault {
            None => return Ok(false),
            // It was ended by us.
            Some(Fault::Killed(_)) if output.stopped.is_some() => return Ok(false),
            Some(Fault::Machine) => return Err(not_built(output)),
            Some(Fault::Killed(_) | Fault::Lesson(_))
                if !has_place(errors) && self.is_disk_full() =>
            {
                return Err(not_built(output));
            }
            Some(Fault::Killed(_)) if self.killed.insert(index) => {
                self.one_by_one = true;
                return Ok(true);
            }
            Some(Fault::Killed(errors) | Fault::Lesson(errors)) => errors,
        };
        let errors = errors.iter().map(|error| tidy(subject, error)).collect();
        self.end(index, Err(BuildFailure::Compile(errors)), warnings);
        Ok(true)
    }

    /// cargo did not begin to compile. Its message names the manifest at fault, or the package that
    /// depends on something that does not exist.
    fn blame_manifest(&mut self, output: &CargoOutput) -> Result<(), Error> {
        let stderr = output.stderr.replace('\\', "/");
        let named = (0..self.request.subjects.len()).find(|&index| {
            let subject = &self.request.subjects[index];
            let package = format!("({})", slashed(&subject.dir));
            let names = [manifest_name(subject), package, subject.program()];
            names.iter().any(|name| stderr.contains(name))
        });
        let Some(index) = named.filter(|_| !is_of_the_machine(&stderr)) else {
            return Err(not_built(output));
        };
        let generated = self.request.purpose.dir(self.course);
        let why = essence(&stderr, &self.request.subjects[index], &generated);
        self.end(index, Err(BuildFailure::Manifest(why)), Warnings::default());
        Ok(())
    }
}

/// Whether the compiler names a line that is wrong.
fn has_place(errors: &[Diagnostic]) -> bool {
    errors.iter().any(|error| error.file.is_some())
}

/// The error for a failure of cargo that is no lesson's fault, with what a compiler said: cargo
/// itself only counts that.
fn not_built(output: &CargoOutput) -> Error {
    let errors = output.errors.values().flatten();
    let mut said = output.stderr.clone();
    for Diagnostic { message, file, .. } in errors {
        let file = file
            .as_deref()
            .map_or(Cow::Borrowed("the linker"), Path::to_string_lossy);
        let _ = writeln!(said, "{file}: {message}");
    }
    Error::Build {
        what: "the lessons",
        said,
    }
}

//! `class`: grades a whole class into a gradebook, and writes what platforms and people get of it.

pub(crate) mod args;
mod collect;
mod csv_file;
mod decide;
mod diff;
mod folder;
mod frequent;
mod gradebook;
mod grader;
mod history;
mod import;
mod init;
mod moment;
mod points;
mod publish;
mod report;
mod roster;
mod settings;
mod show;
mod similarity;
mod work;

use args::{ClassArgs, ClassCommand, GradeArgs};
use course::error::Error;
use course::exit_code::ExitCode;
use folder::ClassFolder;
use grader::Part;

pub(crate) use frequent::{FrequentMistake, FrequentMistakes, frequent_mistakes};

pub(crate) fn run(args: &ClassArgs) -> Result<ExitCode, Error> {
    let folder = || ClassFolder::find(args.folder.as_deref());
    match &args.command {
        ClassCommand::Init(args) => init::run(args),
        ClassCommand::Import(args) => import::run(&folder()?, args),
        ClassCommand::Grade(args) => grade(args, folder),
        ClassCommand::Regrade(args) => grader::run_again(&folder()?, args),
        ClassCommand::Show { who } => show::run(&folder()?, who),
        ClassCommand::History { who } => history::run(&folder()?, who),
        ClassCommand::Override(args) => decide::override_step(&folder()?, args),
        ClassCommand::Extend(args) => decide::extend(&folder()?, args),
        ClassCommand::Excuse(args) => decide::excuse(&folder()?, args),
        ClassCommand::Settle(args) => decide::settle(&folder()?, args),
        ClassCommand::Diff(args) => diff::run(&folder()?, args),
        ClassCommand::Report(args) => report::run(&folder()?, args),
        ClassCommand::Publish(args) => publish::run(&folder()?, args),
        ClassCommand::Plan(args) => grader::plan(&folder()?, args),
        ClassCommand::Merge(args) => grader::merge(&folder()?, args),
        ClassCommand::Similarity(args) => similarity::run(&folder()?, args),
        ClassCommand::Work { folder, result } => grader::work_on(folder, result),
    }
}

/// A plan needs no class: it may be on another machine.
fn grade(
    args: &GradeArgs,
    folder: impl FnOnce() -> Result<ClassFolder, Error>,
) -> Result<ExitCode, Error> {
    match &args.plan {
        None => grader::run(&folder()?, args),
        Some(plan) => {
            let part = Part {
                shard: args.shard,
                only: args.only.as_deref(),
            };
            grader::grade_plan(plan, part, &args.limits)
        }
    }
}

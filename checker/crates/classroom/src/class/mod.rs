//! `class`: grades a whole class into a gradebook, and writes what platforms and people get of it.

pub(crate) mod args;
mod collect;
mod csv_file;
mod decide;
mod diff;
mod folder;
mod gradebook;
mod grader;
mod history;
mod import;
mod init;
mod moment;
mod points;
mod publish;
mod roster;
mod settings;
mod show;
mod work;

use args::{ClassArgs, ClassCommand};
use course::error::Error;
use course::exit_code::ExitCode;
use folder::ClassFolder;

pub(crate) fn run(args: &ClassArgs) -> Result<ExitCode, Error> {
    let folder = || ClassFolder::find(args.folder.as_deref());
    match &args.command {
        ClassCommand::Init(args) => init::run(args),
        ClassCommand::Import(args) => import::run(&folder()?, args),
        ClassCommand::Grade(args) => grader::run(&folder()?, args),
        ClassCommand::Regrade(args) => grader::run_again(&folder()?, args),
        ClassCommand::Show { who } => show::run(&folder()?, who.as_deref()),
        ClassCommand::History { who } => history::run(&folder()?, who),
        ClassCommand::Override(args) => decide::override_step(&folder()?, args),
        ClassCommand::Extend(args) => decide::extend(&folder()?, args),
        ClassCommand::Excuse(args) => decide::excuse(&folder()?, args),
        ClassCommand::Diff(args) => diff::run(&folder()?, args),
        ClassCommand::Publish(args) => publish::run(&folder()?, args),
        ClassCommand::Work { folder, result } => grader::work_on(folder, result),
    }
}

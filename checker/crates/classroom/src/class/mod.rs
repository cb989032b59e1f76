//! `class`: grades a whole class into a gradebook, and writes what platforms and people get of it.

pub(crate) mod args;
mod collect;
mod folder;
mod gradebook;
mod grader;
mod import;
mod init;
mod moment;
mod roster;
mod settings;
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
        ClassCommand::Work { folder, result } => grader::work_on(folder, result),
    }
}

//! `class`: grades a whole class into a gradebook, and writes what platforms and people get of it.

pub(crate) mod args;
mod folder;
mod gradebook;
mod import;
mod init;
mod moment;
mod roster;
mod settings;

use args::{ClassArgs, ClassCommand};
use course::error::Error;
use course::exit_code::ExitCode;
use folder::ClassFolder;

pub(crate) fn run(args: &ClassArgs) -> Result<ExitCode, Error> {
    if let ClassCommand::Init(args) = &args.command {
        return init::run(args);
    }
    let folder = ClassFolder::find(args.folder.as_deref())?;
    match &args.command {
        ClassCommand::Init(args) => init::run(args),
        ClassCommand::Import(args) => import::run(&folder, args),
    }
}

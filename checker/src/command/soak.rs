//! `checker soak N`: are the verdicts on right answers the same on a busy machine?

use crate::hands::servers::Servers;
use crate::hands::{cargo, catalogue};
use crate::pipeline::soak::{self, Bath};
use crate::pure::selection;
use crate::report;
use crate::report::progress::Progress;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use clap::Args;
use std::num::NonZeroUsize;

#[derive(Debug, Args)]
pub(super) struct SoakArgs {
    /// How often each step is run.
    #[arg(value_name = "ROUNDS", default_value = "10")]
    rounds: NonZeroUsize,
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Draw other names and numbers in each round.
    #[arg(long)]
    seeded: bool,
    /// Try on servers what is tried on servers.
    #[arg(long)]
    servers: bool,
}

pub(super) fn run(args: &SoakArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let servers = if args.servers {
        Servers::here()
    } else {
        Servers::none("a soak asks for them with --servers")
    };
    let target_dir = cargo::target_dir(&course.root);
    let bath = Bath {
        rounds: args.rounds.get(),
        is_seeded: args.seeded,
        target_dir: &target_dir,
        servers: &servers,
    };
    let progress = Progress::on_stderr();
    let soaked = soak::soak(&course, &wanted, bath, &mut |event| progress.show(&event))?;
    drop(progress);
    super::print(|out| report::soak::write(out, &soaked))?;
    Ok(if soaked.different.is_empty() {
        ExitCode::AllPoints
    } else {
        ExitCode::PointsMissing
    })
}

//! `soak ROUNDS`: are the verdicts on right answers the same on a busy machine?
//!
//! `rounds` runs the solutions, `load` keeps the machine busy, `view` shows the `result`.

mod load;
mod result;
mod rounds;
mod view;

use cli::args::SoakArgs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection;
use harness::cargo;
use harness::servers::Servers;
use rounds::Rounds;
use terminal::progress::Progress;

pub(super) fn run(args: &SoakArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let servers = if args.servers {
        Servers::here()
    } else {
        Servers::none("a soak uses them only with --servers")
    };
    let target_dir = cargo::target_dir(&course.root);
    let rounds = Rounds {
        count: args.rounds.get(),
        is_seeded: args.seeded,
        target_dir: &target_dir,
        servers: &servers,
    };
    let progress = Progress::on_stderr();
    let soak = rounds.run(&course, &wanted, &mut |event| progress.show(&event))?;
    drop(progress);
    terminal::print(|out| view::write(out, &soak))?;
    Ok(if soak.different.is_empty() {
        ExitCode::AllPoints
    } else {
        ExitCode::PointsMissing
    })
}

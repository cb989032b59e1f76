//! Given: the command line. It reads its arguments, calls the library and prints what that returns.

use std::{
    env,
    error::Error,
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};
use evolve::{Repo, config, current, downgrade, quick_upgrade, refinery_alone, upgrade};
use rusqlite::Connection;

/// Changes the schema of a database that people use
#[derive(Parser)]
#[command(bin_name = "evolve", after_help = AFTER_HELP)]
struct Cli {
    /// The folder with the migrations [default: migrations in the crate's folder]
    #[arg(short, long, global = true, value_name = "DIR")]
    directory: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "DATABASE_URL names the database, such as sqlite:////srv/microblog.db. \
    Without it, it is app.db in the crate's folder.";

#[derive(Clone, Copy, Subcommand)]
enum Command {
    /// Go up to a version, or as far as the migrations are written
    Upgrade {
        /// The version
        to: Option<i32>,
        /// Who runs the migrations
        #[arg(long, value_enum, default_value_t = How::Careful)]
        how: How,
    },
    /// Go down to a version; 0 is before the first migration
    Downgrade {
        /// The version
        to: i32,
    },
    /// Show the version of the database
    Current,
    /// Show what is applied and what is not, the newest first
    History,
}

#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// Your `upgrade` of step 4: copies first, and checks before each commit
    Careful,
    /// The given runner: foreign keys off, no copy, checks when it is too late
    Quick,
    /// refinery by itself, all the way, with foreign keys on: rows may be lost
    Refinery,
}

/// Reads the arguments of the process, and exits with 0, 1 (it did not work) or 2 (they make no
/// sense).
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` comes this way, too, and is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(cli, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let directory = cli
        .directory
        .unwrap_or_else(|| config::basedir().join("migrations"));
    let repo = Repo::read(&directory)?;
    let url = env::var_os("DATABASE_URL").map(OsString::into_string);
    let url = url.transpose().map_err(|_| config::ConfigError::Url)?;
    let mut conn = config::connect(&config::database(url.as_deref())?)?;
    run_on(&mut conn, &repo, cli.command, out)
}

fn run_on(
    conn: &mut Connection,
    repo: &Repo,
    command: Command,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Upgrade { to, how } => {
            let versions = match how {
                How::Careful => upgrade(conn, repo, to)?,
                How::Quick => quick_upgrade(conn, repo, to)?,
                How::Refinery => refinery_alone(conn, repo)?,
            };
            for version in versions {
                writeln!(out, "Applied {version}, {}", name(repo, version))?;
            }
        }
        Command::Downgrade { to } => {
            for version in downgrade(conn, repo, to)? {
                writeln!(out, "Undone {version}, {}", name(repo, version))?;
            }
        }
        Command::Current => writeln!(out, "{}", current(conn)?)?,
        Command::History => {
            let current = current(conn)?;
            for migration in repo.migrations().iter().rev() {
                let version = migration.version();
                let mark = if version <= current { "x" } else { " " };
                writeln!(out, "[{mark}] {version}, {}", name(repo, version))?;
            }
        }
    }
    Ok(())
}

/// The name of a version, with blanks.
fn name(repo: &Repo, version: i32) -> String {
    let name = repo.get(version).map(refinery::Migration::name);
    name.unwrap_or_default().replace('_', " ")
}

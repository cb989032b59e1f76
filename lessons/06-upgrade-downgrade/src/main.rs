//! Given: the command line, in the manner of `flask db`. It reads its arguments, calls your
//! functions and prints what they return.

use std::{
    env,
    error::Error,
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use refinery::Migration;
use rusqlite::Connection;
use upgrade_downgrade::{
    Repo, To, Way, config, current, downgrade, heads, history, script, stamp, upgrade,
};

/// Moves a database between the versions of its schema
#[derive(Parser)]
#[command(bin_name = "upgrade-downgrade", after_help = AFTER_HELP)]
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
    /// Go up: to head, to version N, or N migrations up (+N)
    Upgrade {
        #[arg(default_value = "head", value_name = "head|+N|N")]
        to: To,
        /// Print the SQL instead of running it
        #[arg(long)]
        sql: bool,
    },
    /// Go down: to base, to version N, or N migrations down (-N)
    Downgrade {
        #[arg(
            default_value = "-1",
            value_name = "base|-N|N",
            allow_negative_numbers = true
        )]
        to: To,
        /// Print the SQL instead of running it
        #[arg(long)]
        sql: bool,
    },
    /// Show the version of the database
    Current,
    /// Show all migrations, the newest first
    History,
    /// Show the newest migration of the folder
    Heads,
    /// Say which version the database has, without running anything
    Stamp {
        #[arg(value_name = "head|base|N")]
        to: To,
    },
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
    if let Command::Heads = cli.command {
        return Ok(print_version(out, &repo, heads(&repo))?);
    }
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
        Command::Upgrade { to, sql: true } => {
            out.write_all(script(conn, repo, Way::Up, to)?.as_bytes())?;
        }
        Command::Downgrade { to, sql: true } => {
            out.write_all(script(conn, repo, Way::Down, to)?.as_bytes())?;
        }
        Command::Upgrade { to, sql: false } => {
            for version in upgrade(conn, repo, to)? {
                let (before, name) = described(repo, version);
                writeln!(out, "Running upgrade {before} -> {version}, {name}")?;
            }
        }
        Command::Downgrade { to, sql: false } => {
            for version in downgrade(conn, repo, to)? {
                let (before, name) = described(repo, version);
                writeln!(out, "Running downgrade {version} -> {before}, {name}")?;
            }
        }
        Command::Current => print_version(out, repo, current(conn)?)?,
        Command::History => {
            for line in history(conn, repo)? {
                writeln!(out, "{line}")?;
            }
        }
        Command::Heads => print_version(out, repo, heads(repo))?,
        Command::Stamp { to } => stamp(conn, repo, to)?,
    }
    Ok(())
}

/// The version before this one (nothing for the first), and the name with blanks.
fn described(repo: &Repo, version: i32) -> (String, String) {
    let before = repo.before(version);
    let name = repo.get(version).map(Migration::name).unwrap_or_default();
    (
        before.map_or(String::new(), |before| before.to_string()),
        name.replace('_', " "),
    )
}

/// `2 (head)`, `1`, or nothing.
fn print_version(out: &mut dyn Write, repo: &Repo, version: Option<i32>) -> io::Result<()> {
    if let Some(version) = version {
        let newest = repo.migrations().last().map(Migration::version);
        let mark = if newest == Some(version) {
            " (head)"
        } else {
            ""
        };
        writeln!(out, "{version}{mark}")?;
    }
    Ok(())
}

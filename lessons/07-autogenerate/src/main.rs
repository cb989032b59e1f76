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

use autogenerate::{
    Choices, Rename, Repo, check, config, current, downgrade, migrate, models, upgrade,
};
use clap::{Args, Parser, Subcommand};
use refinery::Migration;
use rusqlite::Connection;

/// Compares the models with the database, and writes the migration
#[derive(Parser)]
#[command(bin_name = "autogenerate", after_help = AFTER_HELP)]
struct Cli {
    /// The folder with the migrations [default: migrations in the crate's folder]
    #[arg(short, long, global = true, value_name = "DIR")]
    directory: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "DATABASE_URL names the database, such as sqlite:////srv/microblog.db. \
    Without it, it is app.db in the crate's folder.";

#[derive(Subcommand)]
enum Command {
    /// Write the migration that leads from the database to the models
    Migrate(MigrateArgs),
    /// Tell whether there is something to migrate
    Check,
    /// Apply all migrations that are not applied yet
    Upgrade,
    /// Undo the newest migration
    Downgrade,
    /// Show the version of the database
    Current,
}

#[derive(Args)]
struct MigrateArgs {
    /// What the migration does, in a few words
    #[arg(short, long, default_value = "")]
    message: String,
    /// A column that has a new name; may be given several times
    #[arg(long = "rename", value_name = "TABLE.COLUMN=NEW")]
    renames: Vec<Rename>,
    /// Allow to drop tables and columns, with what is in them
    #[arg(long)]
    allow_drop: bool,
}

/// Reads the arguments of the process, and exits with 0, 1 (it did not work, or `check` has found
/// something) or 2 (they make no sense).
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
    match cli.command {
        Command::Migrate(args) => run_migrate(&conn, &repo, args, out)?,
        Command::Check => run_check(&conn, &repo, out)?,
        Command::Upgrade => {
            for version in upgrade(&mut conn, &repo)? {
                let (before, name) = described(&repo, version);
                writeln!(out, "Running upgrade {before} -> {version}, {name}")?;
            }
        }
        Command::Downgrade => {
            let version = downgrade(&mut conn, &repo)?;
            let (before, name) = described(&repo, version);
            writeln!(out, "Running downgrade {version} -> {before}, {name}")?;
        }
        Command::Current => {
            if let Some(version) = current(&conn)? {
                let is_head = repo.head() == Some(version);
                writeln!(out, "{version}{}", if is_head { " (head)" } else { "" })?;
            }
        }
    }
    Ok(())
}

fn run_migrate(
    conn: &Connection,
    repo: &Repo,
    args: MigrateArgs,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let models = models::schema()?;
    for change in check(conn, repo, &models)? {
        writeln!(out, "Detected {change}")?;
    }
    let choices = Choices {
        renames: args.renames,
        allow_drop: args.allow_drop,
    };
    match migrate(conn, repo, &models, &choices, &args.message)? {
        Some(path) => writeln!(out, "Generating {} ... done", path.display())?,
        None => writeln!(out, "No changes in schema detected.")?,
    }
    Ok(())
}

fn run_check(conn: &Connection, repo: &Repo, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let changes = check(conn, repo, &models::schema()?)?;
    if changes.is_empty() {
        return Ok(writeln!(out, "No new upgrade operations detected.")?);
    }
    let lines: Vec<String> = changes.iter().map(|c| format!("\n  {c}")).collect();
    Err(format!("New upgrade operations detected:{}", lines.concat()).into())
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

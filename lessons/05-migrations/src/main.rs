//! Given: the command line, like `flask db`. It reads what was asked for, calls the functions of
//! this crate, and prints what they answer. Nothing is decided here.

use std::{
    error::Error,
    fmt::Write as _,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use migrations::{
    State, basedir, connect, connect_to_read, database_path, init, load, new_revision, status,
    upgrade_safely,
};
use refinery::{Migration, load_sql_migrations};

/// Keeps the migrations of the microblog. The database is that of `DATABASE_URL`.
#[derive(Parser)]
#[command(name = "migrations")]
struct Cli {
    /// The folder of the migrations [default: migrations, in the folder of this crate].
    #[arg(short, long, global = true, value_name = "DIR")]
    directory: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the folder of the migrations.
    Init,
    /// Make the two files of a new migration.
    Revision {
        /// What it does, in a few words.
        #[arg(short, long, default_value = "")]
        message: String,
    },
    /// Tell which migrations are applied. Changes nothing.
    Status,
    /// Apply what is pending. Lesson 6 has the full command.
    Upgrade {
        /// Take the files as refinery finds them, without the checks of `load`.
        #[arg(long)]
        no_check: bool,
    },
}

/// Runs the command and returns 0 if it did what it should, 1 if not, and 2 if there is no such
/// command.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            let printed = error.print();
            let code = if printed.is_ok() {
                error.exit_code()
            } else {
                1
            };
            return ExitCode::from(u8::try_from(code).unwrap_or(1));
        }
    };
    let directory = cli
        .directory
        .unwrap_or_else(|| basedir().join("migrations"));
    let written = match run(&cli.command, &directory) {
        Ok((text, code)) => write!(io::stdout(), "{text}").map(|()| code),
        Err(error) => writeln!(io::stderr(), "Error: {error}").map(|()| ExitCode::FAILURE),
    };
    written.unwrap_or(ExitCode::FAILURE)
}

/// What to print, and how the program ends.
fn run(command: &Command, directory: &Path) -> Result<(String, ExitCode), Box<dyn Error>> {
    let mut text = String::new();
    let mut code = ExitCode::SUCCESS;
    match command {
        Command::Init => {
            init(directory)?;
            writeln!(text, "Creating directory {} ... done", directory.display())?;
        }
        Command::Revision { message } => {
            let path = new_revision(directory, message)?;
            writeln!(text, "Generating {} ... done", path.display())?;
        }
        Command::Status => {
            let mut conn = connect_to_read(&database_path()?)?;
            for line in status(&mut conn, directory)? {
                writeln!(text, "{} {}: {}", line.version, line.name, line.state)?;
                if !matches!(line.state, State::Applied | State::Pending) {
                    code = ExitCode::FAILURE;
                }
            }
        }
        Command::Upgrade { no_check } => {
            // The files first: if they are not in order, no database is opened.
            let migrations = if *no_check {
                load_sql_migrations(directory)?
            } else {
                load(directory)?
            };
            let mut conn = connect(&database_path()?)?;
            for version in upgrade_safely(&mut conn, &migrations)? {
                writeln!(text, "{}", upgrade_line(&migrations, version))?;
            }
        }
    }
    Ok((text, code))
}

/// `Running upgrade 1 -> 2, create posts`, as Alembic says it.
fn upgrade_line(migrations: &[Migration], version: i32) -> String {
    let at = migrations.iter().position(|one| one.version() == version);
    let before = at.and_then(|at| at.checked_sub(1));
    let from = before.map_or("<base>".to_owned(), |at| {
        migrations[at].version().to_string()
    });
    let name = at.map_or("", |at| migrations[at].name());
    format!(
        "Running upgrade {from} -> {version}, {}",
        name.replace('_', " ")
    )
}

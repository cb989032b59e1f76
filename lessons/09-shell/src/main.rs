//! Given: the program, in the manner of `flask shell`. In a terminal it is a shell with line
//! editing; without one it reads a script from its standard input.

use std::{
    env,
    error::Error,
    ffi::OsString,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use shell::{MODELS, ShellContext, config, leave, make_shell_context, migrations, run, terminal};

const USAGE: &str = "\
usage: shell [--names]

Commands are read from the terminal, or from standard input: `help` lists them. Changes are
kept by `commit`.

  --names   print the names that the shell knows, and leave

DATABASE_URL names the database, such as sqlite:////srv/microblog.db. Without it, it is app.db
in the crate's folder.
";

/// Reads the arguments of the process, and exits with 0, 1 (something did not work) or 2 (they
/// make no sense).
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let arguments: Vec<Option<&str>> = arguments.iter().map(|text| text.to_str()).collect();
    let done = match arguments[..] {
        [] => open().and_then(|mut ctx| play(&mut ctx)),
        [Some("--names")] => open().and_then(|ctx| print_names(&ctx)),
        [Some("--help" | "-h")] => print(USAGE),
        _ => {
            let _ = io::stderr().write_all(USAGE.as_bytes());
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "Error: {error}");
        ExitCode::FAILURE
    })
}

fn open() -> Result<ShellContext, Box<dyn Error>> {
    let url = env::var_os("DATABASE_URL").map(OsString::into_string);
    let url = url.transpose().map_err(|_| config::ConfigError::Url)?;
    let mut db = config::connect(&config::database(url.as_deref())?)?;
    migrations::upgrade_new(&mut db)?;
    Ok(make_shell_context(db, &MODELS))
}

fn play(ctx: &mut ShellContext) -> Result<ExitCode, Box<dyn Error>> {
    let code = if io::stdin().is_terminal() {
        terminal::interact(ctx)?
    } else {
        run(
            ctx,
            io::stdin().lock(),
            &mut io::stdout(),
            &mut io::stderr(),
        )
    };
    leave(ctx, &mut io::stderr())?;
    Ok(code)
}

fn print_names(ctx: &ShellContext) -> Result<ExitCode, Box<dyn Error>> {
    let names: Vec<&str> = ctx.names().collect();
    print(&(names.join("\n") + "\n"))
}

fn print(text: &str) -> Result<ExitCode, Box<dyn Error>> {
    io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

//! Given: the commands of the shell that are not step 2's. Each is a call of another step.

use std::io::Write;

use crate::{Entry, ShellContext, ShellError, commit, reset, rollback, sql};

/// Whose command it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// It was one of these, and it is done.
    Done,
    /// It was `quit`.
    Quit,
    /// It is not one of these.
    NotMine,
}

/// What `help` prints.
const HELP: &str = "\
add user NAME EMAIL      a new user
add post NAME \"TEXT\"     a new post of that user
users [--desc]           all users, by id, or by name from Z to A
user ID                  one user
posts NAME               the posts of a user
sql STATEMENT            the rows of a SELECT; sql changes nothing
commit, rollback         keep what you have changed, or drop it
reset [--yes]            an empty microblog: all migrations down, and up again
names                    the names of the context; type one to see what it is
help, quit               this text; leave (or Ctrl-D)
";

/// Runs `line` if it is one of the commands that are given, or a name of the context.
///
/// # Errors
///
/// Those of the step that it calls, and [`ShellError::Usage`].
pub fn builtin(
    ctx: &mut ShellContext,
    line: &str,
    out: &mut dyn Write,
) -> Result<Builtin, ShellError> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match (word, rest.trim()) {
        ("sql", "") => return Err(ShellError::Usage("sql STATEMENT")),
        ("sql", statement) => write!(out, "{}", sql(ctx, statement)?)?,
        ("commit", "") => {
            let had_changes = !ctx.db().is_autocommit();
            commit(ctx)?;
            let done = if had_changes {
                "committed"
            } else {
                "nothing to commit"
            };
            tell(ctx, done, out)?;
        }
        ("rollback", "") => {
            let had_changes = !ctx.db().is_autocommit();
            rollback(ctx)?;
            let done = if had_changes {
                "rolled back"
            } else {
                "nothing to roll back"
            };
            tell(ctx, done, out)?;
        }
        ("reset", "") => reset(ctx, false)?,
        ("reset", "--yes") => reset(ctx, true)?,
        ("reset", _) => return Err(ShellError::Usage("reset [--yes]")),
        ("names", "") => {
            for name in ctx.names() {
                writeln!(out, "{name}")?;
            }
        }
        ("help", "") => out.write_all(HELP.as_bytes())?,
        ("quit" | "exit", "") => return Ok(Builtin::Quit),
        (name, "") => match ctx.get(name) {
            Some(entry) => writeln!(out, "{}", described(ctx, entry)?)?,
            None => return Ok(Builtin::NotMine),
        },
        _ => return Ok(Builtin::NotMine),
    }
    Ok(Builtin::Done)
}

/// Tells a person what was done. A script has no need of it.
fn tell(ctx: &ShellContext, done: &str, out: &mut dyn Write) -> Result<(), ShellError> {
    if ctx.is_interactive() {
        writeln!(out, "{done}")?;
    }
    Ok(())
}

/// `<SQLite /srv/app.db>`, `<class User: table users, 2 rows>`.
fn described(ctx: &ShellContext, entry: Entry) -> Result<String, ShellError> {
    Ok(match entry {
        Entry::Db => match ctx.db().path() {
            None | Some("") => "<SQLite in memory>".to_owned(),
            Some(path) => format!("<SQLite {path}>"),
        },
        Entry::Model(model) => {
            // The name of a table cannot be a parameter. This one is no input of anybody's: it
            // stands in the registry.
            let sql = format!("SELECT count(*) FROM \"{}\"", model.table);
            let rows: i64 = ctx.db().query_row(&sql, [], |row| row.get(0))?;
            let noun = if rows == 1 { "row" } else { "rows" };
            format!(
                "<class {}: table {}, {rows} {noun}>",
                model.name, model.table
            )
        }
    })
}

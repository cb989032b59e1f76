//! Step 2: read a line, do what it says, read the next one.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use rusqlite::{OptionalExtension, Row, params};

use crate::{Builtin, Post, ShellContext, ShellError, User, builtin};

const USER: &str = "user ID";
const USERS: &str = "users [--desc]";
const POSTS: &str = "posts NAME";
const ADD: &str = "add user NAME EMAIL, or: add post NAME \"TEXT\"";

/// Runs the commands of `input`, each a line, up to its end or to `quit`.
///
/// What went wrong is told on `err`. A person reads that and goes on. A script cannot: its next
/// line was written for a world in which this one worked. So it ends, with another exit code.
pub fn run(
    ctx: &mut ShellContext,
    input: impl BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitCode {
    for line in input.lines() {
        // A line may not be UTF-8, and the terminal may be gone: no reason to panic.
        let is_read = line.is_ok();
        let result = line
            .map_err(ShellError::from)
            .and_then(|line| execute(ctx, &line, out));
        match result {
            Ok(Builtin::Quit) => break,
            Ok(_) => {}
            Err(error) => {
                // Without an input, or without anybody who reads the errors, it would go on for ever.
                let is_told = writeln!(err, "Error: {error}").is_ok();
                if !(is_read && is_told && ctx.is_interactive()) {
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    ExitCode::SUCCESS
}

fn execute(ctx: &mut ShellContext, line: &str, out: &mut dyn Write) -> Result<Builtin, ShellError> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(Builtin::Done);
    }
    // Before the line is taken apart: what follows `sql` has quotes of its own.
    match builtin(ctx, line, out)? {
        Builtin::NotMine => {}
        done => return Ok(done),
    }
    let words = words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["add", "user", name, email] => add_user(ctx, name, email, out)?,
        ["add", "post", name, body] => add_post(ctx, name, body, out)?,
        ["add", ..] => return Err(ShellError::Usage(ADD)),
        ["users"] => users(ctx, "SELECT id, username FROM users ORDER BY id", out)?,
        ["users", "--desc"] => users(
            ctx,
            "SELECT id, username FROM users ORDER BY username DESC",
            out,
        )?,
        ["users", ..] => return Err(ShellError::Usage(USERS)),
        ["user", id] => user(ctx, id, out)?,
        ["user", ..] => return Err(ShellError::Usage(USER)),
        ["posts", name] => posts(ctx, name, out)?,
        ["posts", ..] => return Err(ShellError::Usage(POSTS)),
        [word, ..] => return Err(ShellError::UnknownCommand(word.to_owned())),
        [] => {}
    }
    Ok(Builtin::Done)
}

/// The words of a line. Between quotes a blank is a letter, and so is `\"`.
fn words(line: &str) -> Result<Vec<String>, ShellError> {
    let mut words = Vec::new();
    // `None` between two words. `""` is a word, too: an empty one.
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' if quoted => {
                let next = letters.next().ok_or(ShellError::UnclosedQuote)?;
                word.get_or_insert_default().push(next);
            }
            blank if blank.is_whitespace() && !quoted => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    if quoted {
        return Err(ShellError::UnclosedQuote);
    }
    words.extend(word);
    Ok(words)
}

fn add_user(
    ctx: &ShellContext,
    name: &str,
    email: &str,
    out: &mut dyn Write,
) -> Result<(), ShellError> {
    ctx.begin()?;
    let user = ctx.db().query_row(
        "INSERT INTO users (username, email) VALUES (?1, ?2) RETURNING id, username",
        [name, email],
        to_user,
    )?;
    Ok(writeln!(out, "{} {user}", user.id)?)
}

fn add_post(
    ctx: &ShellContext,
    name: &str,
    body: &str,
    out: &mut dyn Write,
) -> Result<(), ShellError> {
    let author = id_of(ctx, name)?;
    ctx.begin()?;
    let post = ctx.db().query_row(
        "INSERT INTO posts (user_id, body) VALUES (?1, ?2) RETURNING id, body",
        params![author, body],
        to_post,
    )?;
    Ok(writeln!(out, "{} {post}", post.id)?)
}

fn users(ctx: &ShellContext, sql: &str, out: &mut dyn Write) -> Result<(), ShellError> {
    let mut statement = ctx.db().prepare(sql)?;
    for user in statement.query_map([], to_user)? {
        let user = user?;
        writeln!(out, "{} {user}", user.id)?;
    }
    Ok(())
}

fn user(ctx: &ShellContext, id: &str, out: &mut dyn Write) -> Result<(), ShellError> {
    let id: i64 = id.parse().map_err(|_| ShellError::Usage(USER))?;
    let user = ctx
        .db()
        .query_row(
            "SELECT id, username FROM users WHERE id = ?1",
            [id],
            to_user,
        )
        .optional()?
        .ok_or_else(|| ShellError::NoSuchUser(id.to_string()))?;
    Ok(writeln!(out, "{} {user}", user.id)?)
}

fn posts(ctx: &ShellContext, name: &str, out: &mut dyn Write) -> Result<(), ShellError> {
    // Asked first: a user without posts and no user at all are two answers.
    let author = id_of(ctx, name)?;
    let mut statement = ctx
        .db()
        .prepare("SELECT id, body FROM posts WHERE user_id = ?1 ORDER BY id")?;
    for post in statement.query_map([author], to_post)? {
        let post = post?;
        writeln!(out, "{} {post}", post.id)?;
    }
    Ok(())
}

fn id_of(ctx: &ShellContext, name: &str) -> Result<i64, ShellError> {
    ctx.db()
        .query_row("SELECT id FROM users WHERE username = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?
        .ok_or_else(|| ShellError::NoSuchUser(name.to_owned()))
}

fn to_user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get("id")?,
        username: row.get("username")?,
    })
}

fn to_post(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get("id")?,
        body: row.get("body")?,
    })
}

//! What a second connection sees, and what the shell says when it is left.

use crate::shared::{
    Gone, bare, brief, context, faults, list, microblog, said, settings, shown_script, stored,
    tool, transaction, unlike, whole,
};
use rusqlite::Connection;
use scenario::{Scenario, ToolRun, is_sound, open};
use shell::{ShellContext, ShellError, commit, leave, rollback, run as run_shell};
use std::fs;
use std::path::{Path, PathBuf};

const JOHN: &str = "add user john john@example.com\n";
const SUSAN: &str = "add user susan susan@example.com\n";
const POST: &str = "add post john \"my first post!\"\n";

pub fn run(s: &mut Scenario) {
    functions(s);
    locked(s);
    refused(s);
    sessions(s);
    leaving(s);
    scripts(s);
    crashes(s);
}

fn functions(s: &mut Scenario) {
    let file = bare(s, "commit.db");
    s.observe("add-and-commit", "a book is added, then commit", || {
        let ctx = with_book(&file);
        let result = done(commit(&ctx));
        format!("{result}; {}", books(&ctx, &file))
    });
    let file = bare(s, "rollback.db");
    s.observe("add-and-rollback", "a book is added, then rollback", || {
        let ctx = with_book(&file);
        let result = done(rollback(&ctx));
        format!("{result}; {}", books(&ctx, &file))
    });
    let file = bare(s, "twice.db");
    s.observe(
        "rollback-then-commit",
        "rollback, another book, commit, commit once more",
        || {
            let ctx = with_book(&file);
            let first = done(rollback(&ctx));
            add_book(&ctx, "Dune");
            let rest = [done(commit(&ctx)), done(commit(&ctx))].join(", ");
            format!("{first}, {rest}; {}", books(&ctx, &file))
        },
    );
    let file = bare(s, "last.db");
    s.observe(
        "last-changes-nothing",
        "a book, and then a DELETE of nothing: rollback; the same again: commit",
        || {
            let ctx = context(&file);
            let mut lines = Vec::new();
            for (end, title) in [(rollback as fn(&_) -> _, "Dune"), (commit, "Emma")] {
                add_book(&ctx, title);
                let nothing = "DELETE FROM books WHERE id < 0";
                ctx.db().execute(nothing, []).expect("no change");
                let result = done(end(&ctx));
                lines.push(format!("{result}; {}", books(&ctx, &file)));
            }
            lines.join("\n")
        },
    );
    let file = bare(s, "settings.db");
    s.observe(
        "settings",
        "the settings of the connection after rollback, commit, commit, leave, each twice",
        || {
            let lines = ["ON", "OFF"].map(|keys| {
                let ctx = context(&file);
                let own = format!("PRAGMA foreign_keys = {keys}; PRAGMA busy_timeout = 5000");
                ctx.db().execute_batch(&own).expect("a setting");
                let before = settings(ctx.db());
                let ends = [rollback, commit, commit, |ctx: &_| {
                    leave(ctx, &mut Vec::new())
                }];
                let weaker = ends.into_iter().find_map(|end| {
                    add_book(&ctx, "Emma");
                    let _ = end(&ctx);
                    // Once more, when nothing is open.
                    let _ = end(&ctx);
                    let weaker = weaker(ctx.db(), &before);
                    let _ = ctx.db().execute("DELETE FROM books", []);
                    weaker
                });
                let weaker = weaker.unwrap_or_else(|| "as safe as before".to_owned());
                format!("foreign keys {}: {weaker}", keys.to_lowercase())
            });
            lines.join("\n")
        },
    );
    let file = bare(s, "nothing.db");
    s.observe(
        "nothing-changed",
        "commit and rollback, when nothing was changed",
        || {
            let ctx = context(&file);
            let results = [done(commit(&ctx)), done(rollback(&ctx))].join(", ");
            format!("{results}; {}", transaction(ctx.db()))
        },
    );
}

fn locked(s: &mut Scenario) {
    let file = bare(s, "locked.db");
    let in_wal = bare(s, "wal.db");
    s.observe(
        "commit-while-read",
        "commit while somebody else is reading, and again when they are done; the same in WAL mode",
        || {
            if let Some(told) = waits_too_long(&file) {
                return told;
            }
            let ctx = with_book(&file);
            let reader = open(&file).expect("a database");
            reader
                .execute_batch("BEGIN; SELECT count(*) FROM users")
                .expect("a reader");
            let first = commit(&ctx).map_or("an error", |()| "Ok");
            let meanwhile = format!("{first}; {}", transaction(ctx.db()));
            reader.execute_batch("COMMIT").expect("the end of a reader");
            let second = done(commit(&ctx));
            let books = books(&ctx, &file);
            let wal = committed_in_wal(&in_wal);
            format!("{meanwhile}\nthen {second}; {books}\nin WAL mode: {wal}")
        },
    );
}

/// There a reader is in nobody's way.
fn committed_in_wal(file: &Path) -> String {
    let reader = open(file).expect("a database");
    let begin = "PRAGMA journal_mode = WAL; BEGIN; SELECT count(*) FROM books";
    reader.execute_batch(begin).expect("a reader");
    let ctx = with_book(file);
    let result = done(commit(&ctx));
    let _ = reader.execute_batch("COMMIT");
    format!("{result}; {}", books(&ctx, file))
}

/// Whoever waits for longer than they may would wait until the whole step is stopped, and nobody
/// would hear why.
fn waits_too_long(file: &Path) -> Option<String> {
    let ctx = with_book(&copy(file));
    let _ = commit(&ctx);
    let mut settings = settings(ctx.db()).into_iter();
    let setting = settings.find(|setting| patience(setting) > Some(5_000))?;
    Some(format!("not tried, it would wait for too long: {setting}"))
}

fn patience(setting: &str) -> Option<u32> {
    let milliseconds = setting.strip_prefix("busy_timeout ")?;
    milliseconds.parse().ok()
}

/// What is less safe than before. Another journal that is kept on the disk is none of that, and
/// neither is more patience, up to five seconds.
fn weaker(db: &Connection, before: &[String]) -> Option<String> {
    let free = [
        "journal_mode",
        "synchronous",
        "busy_timeout",
        "cache_size",
        "temp_store",
    ];
    let changed = settings(db).into_iter().zip(before).find(|(now, before)| {
        let is_free = free.iter().any(|name| now.starts_with(name));
        let is_unsafe = [
            "journal_mode off",
            "journal_mode memory",
            "synchronous 0",
            "synchronous 1",
        ];
        let is_hasty_or_endless = patience(now) < patience(before) || patience(now) > Some(5_000);
        let is_worse = is_hasty_or_endless || is_unsafe.contains(&now.as_str());
        now != *before && (!is_free || is_worse)
    });
    changed.map(|(now, before)| format!("{now} (before: {before})"))
}

/// A second reason why COMMIT can fail: a foreign key that is checked only then.
fn refused(s: &mut Scenario) {
    let file = bare(s, "refused.db");
    s.observe(
        "commit-refused",
        "commit of a book and a post of nobody; and again without that post",
        || {
            let ctx = with_book(&file);
            let post = "PRAGMA defer_foreign_keys = ON; INSERT INTO posts (body, user_id) VALUES ('hi', 99)";
            ctx.db().execute_batch(post).expect("a post");
            let first = commit(&ctx).map_or("an error", |()| "Ok");
            let meanwhile = format!("{first}; {}", transaction(ctx.db()));
            let _ = ctx.db().execute("DELETE FROM posts", []);
            let second = done(commit(&ctx));
            format!("{meanwhile}\nthen {second}; {}", books(&ctx, &file))
        },
    );
}

/// All that a session can do, begun in each way and ended in each way.
fn sessions(s: &mut Scenario) {
    let file = microblog(s, "whole.db");
    s.observe(
        "whole-session",
        "changes of many kinds, begun in five ways, ended by commit, rollback, leave: all that is stored",
        || {
            let begins = [
                "BEGIN",
                "BEGIN IMMEDIATE",
                "BEGIN EXCLUSIVE",
                "SAVEPOINT a; SAVEPOINT b",
                "BEGIN; SAVEPOINT a",
            ];
            let ends = ["rollback", "leave", "commit"];
            let cases = begins.into_iter().flat_map(|begin| ends.map(|end| (begin, end)));
            // Every second one with a person. They come last: a context stays one of theirs.
            let (alone, people): (Vec<_>, Vec<_>) = cases.enumerate().partition(|(n, _)| n % 2 == 0);
            let cases = alone.into_iter().chain(people);
            let cases = cases.map(|(n, (begin, end))| (begin, n % 2 == 1, end));
            let mut lent = Lent::new(&file);
            let fault = faults(cases, |(begin, person, end)| {
                lent.ended(begin, person, end).map(|fault| {
                    let person = if person { ", a person" } else { "" };
                    format!("{begin} … {end}{person}: {fault}")
                })
            });
            fault.unwrap_or_else(|| "all of it after commit, and nothing of it else".to_owned())
        },
    );
    s.observe(
        "end-while-read",
        "somebody else is reading: commit, and then rollback or leave",
        || {
            if let Some(told) = waits_too_long(&file) {
                return told;
            }
            let lines = ["rollback", "leave", "leave, and nobody reads"].map(|end| {
                let copy = copy(&file);
                let ctx = with_book(&copy);
                let before = settings(ctx.db());
                let reader = open(&copy).expect("a database");
                let read = "BEGIN; SELECT count(*) FROM users";
                reader.execute_batch(read).expect("a reader");
                let first = commit(&ctx).map_or("an error", |()| "Ok");
                let second = match end {
                    "rollback" => done(rollback(&ctx)),
                    "leave" => left(&ctx),
                    // Whether that is an error is left to the answer.
                    _ => leave(&ctx, &mut Gone)
                        .map_or("done", |()| "done")
                        .to_owned(),
                };
                reader.execute_batch("COMMIT").expect("the end of a reader");
                let safe =
                    weaker(ctx.db(), &before).unwrap_or_else(|| "as safe as before".to_owned());
                format!("{first}; {end}: {second}; {}; {safe}", books(&ctx, &copy))
            });
            lines.join("\n")
        },
    );
}

const CHANGES: &str = "
    INSERT INTO users (username, email) VALUES ('anna', 'anna@example.com');
    UPDATE posts SET body = 'Emma' WHERE id = 2;
    DELETE FROM users WHERE id = 2;
    INSERT INTO contacts (name) VALUES ('anna');
    INSERT INTO books (title) VALUES (''), ('dune');
    CREATE TABLE notes (body TEXT);
    INSERT INTO notes VALUES (NULL);
    DROP INDEX ix_posts_user_id;
    PRAGMA user_version = 7;";

/// A context whose sessions end, and somebody else who looks. Behind one that leaves something, the
/// next one gets another copy of the file.
struct Lent<'f> {
    file: &'f Path,
    settings: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    lent: Option<(ShellContext, Connection)>,
}

impl<'f> Lent<'f> {
    fn new(file: &'f Path) -> Self {
        let ctx = context(&copy(file));
        let (settings, before) = (settings(ctx.db()), whole(ctx.db()));
        ctx.db().execute_batch(CHANGES).expect("changes");
        let after = whole(ctx.db());
        Self {
            file,
            settings,
            before,
            after,
            lent: None,
        }
    }

    /// What is wrong after a session.
    fn ended(&mut self, begin: &str, person: bool, end: &str) -> Option<String> {
        let (mut ctx, others) = self.lent.take().unwrap_or_else(|| {
            let copy = copy(self.file);
            (context(&copy), open(&copy).expect("a database"))
        });
        if person {
            ctx.set_interactive(|_| false);
        }
        let changes = format!("{begin}; {CHANGES}");
        ctx.db().execute_batch(&changes).expect("changes");
        let (result, right) = match end {
            "commit" => (done(commit(&ctx)), "Ok"),
            "rollback" => (done(rollback(&ctx)), "Ok"),
            _ => (left(&ctx), "Ok, says one line"),
        };
        let expected = match end {
            "commit" => &self.after,
            _ => &self.before,
        };
        let fault = (result != right)
            .then_some(result)
            .or_else(|| (!ctx.db().is_autocommit()).then(|| "a transaction is open".to_owned()))
            .or_else(|| {
                unlike(&whole(ctx.db()), expected).map(|line| format!("in the shell, {line}"))
            })
            .or_else(|| unlike(&whole(&others), expected).map(|line| format!("for others, {line}")))
            .or_else(|| weaker(ctx.db(), &self.settings));
        if fault.is_none() && end != "commit" {
            self.lent = Some((ctx, others));
        }
        fault
    }
}

fn copy(file: &Path) -> PathBuf {
    let copy = file.with_extension("copy");
    fs::copy(file, &copy).expect("a copy");
    copy
}

fn leaving(s: &mut Scenario) {
    let file = bare(s, "leave.db");
    s.observe("add-and-leave", "a book is added, then leave", || {
        let ctx = with_book(&file);
        let left = left(&ctx);
        format!("{left}; {}", books(&ctx, &file))
    });
    let file = bare(s, "begun.db");
    s.observe(
        "begun-and-leave",
        "a transaction is begun, and no row is changed; then leave, commit, rollback",
        || {
            let ends = [
                left as fn(&ShellContext) -> String,
                |ctx| done(commit(ctx)),
                |ctx| done(rollback(ctx)),
            ];
            let lines = ["leave", "commit", "rollback"].into_iter().zip(ends);
            let lines = lines.map(|(name, end)| {
                let ctx = context(&file);
                ctx.db().execute_batch("BEGIN").expect("a transaction");
                format!("{name}: {}; {}", end(&ctx), transaction(ctx.db()))
            });
            lines.collect::<Vec<_>>().join("\n")
        },
    );
    let file = bare(s, "gone.db");
    s.observe(
        "nobody-reads",
        "a book is added, then leave; nobody reads what it says",
        || {
            let ctx = with_book(&file);
            // Whether that is an error is left to the answer.
            let _ = leave(&ctx, &mut Gone);
            books(&ctx, &file)
        },
    );
    let file = microblog(s, "looks.db");
    s.observe(
        "only-looks",
        "run: users, user 99, posts nobody, and more; each alone, then leave",
        || {
            let mut ctx = context(&file);
            let fault = faults(LOOKING, |line| {
                run_shell(&mut ctx, line.as_bytes(), &mut Vec::new(), &mut Vec::new());
                let after = format!("{}; {}", transaction(ctx.db()), left(&ctx));
                let right = "no transaction is open; Ok, says nothing";
                (after != right).then(|| format!("{line}: {after}"))
            });
            fault.unwrap_or_else(|| "no transaction is open, and leave says nothing".to_owned())
        },
    );
    let file = bare(s, "quiet.db");
    s.observe(
        "leave-without-change",
        "leave without a change, and after commit",
        || {
            let ctx = context(&file);
            let first = left(&ctx);
            add_book(&ctx, "Emma");
            let second = done(commit(&ctx));
            format!("{first}\n{second}, {}; {}", left(&ctx), books(&ctx, &file))
        },
    );
}

/// Lines that change nothing. An `add` that fails may leave an empty transaction.
const LOOKING: [&str; 12] = [
    "users",
    "users --desc",
    "user 1",
    "user 99",
    "posts susan",
    "posts nobody",
    "names",
    "User",
    "help",
    "# add",
    "",
    "play",
];

fn scripts(s: &mut Scenario) {
    for (id, title, script) in [
        (
            "program-commit",
            "the program: add, commit",
            [JOHN, POST, "commit\n"].concat(),
        ),
        (
            "program-quit",
            "the program: add, quit",
            [JOHN, "quit\n"].concat(),
        ),
        (
            "program-rollback",
            "the program: add, commit, add, rollback, users",
            [JOHN, "commit\n", SUSAN, "rollback\nusers\n"].concat(),
        ),
        (
            "program-post-uncommitted",
            "the program: add user, commit, add post, and the input ends",
            [JOHN, "commit\n", POST].concat(),
        ),
        (
            "program-error",
            "the program: add, an error, commit",
            [JOHN, "user 99\n", "commit\n"].concat(),
        ),
        (
            "program-only-looks",
            "the program: users, commit, rollback",
            "users\ncommit\nrollback\n".to_owned(),
        ),
    ] {
        let file = alone(s, id);
        let run = tool(s, &file, &[]).input(&script).run();
        let expected = i32::from(title.contains("an error"));
        s.observe(id, title, || {
            let script = shown_script(script.as_bytes());
            format!("{script}\n{}\n{}", summary(&run, expected), stored(&file))
        });
    }
}

/// A database for the program, in a folder of its own. No path tells which run is recorded.
fn alone(s: &Scenario, name: &str) -> PathBuf {
    fs::create_dir_all(s.work().join(name)).expect("a folder");
    bare(s, &format!("{name}/app.db"))
}

/// All of a commit or nothing of it, wherever the process ends: after a rollback, after a commit, and
/// after one of nothing.
fn crashes(s: &mut Scenario) {
    let file = alone(s, "program-two-commits");
    let home = file.parent().expect("a folder");
    let script = [
        SUSAN,
        "rollback\n",
        JOHN,
        POST,
        "commit\ncommit\n",
        SUSAN,
        "commit\n",
    ]
    .concat();
    let whole = [
        "users: none\nposts: none",
        "users: 1 john\nposts: 1 of 1: my first post!",
        "users: 1 john; 2 susan\nposts: 1 of 1: my first post!",
    ];
    let crashes = s.crashes(tool(s, &file, &[]).input(&script), home);
    let end = stored(&file);
    let half = crashes.fault(|| {
        if !is_sound(&file) {
            return Some("the database is damaged".to_owned());
        }
        let after = stored(&file);
        (!whole.contains(&&*after)).then_some(after)
    });
    s.observe(
        "program-crashes",
        "the process dies, the power fails, wherever it can: two commits",
        || match half {
            Some(half) => format!("something else is stored, if {half}"),
            None if end != whole[2] => format!("in the end there is\n{end}"),
            None => "each commit is stored, or nothing of it".to_owned(),
        },
    );
}

/// The wording of a message is free. If the program ended as it should not, it may say why.
fn summary(run: &ToolRun, expected: i32) -> String {
    let code = run
        .code
        .map_or("killed".to_owned(), |code| format!("exit {code}"));
    let out = run.stdout.trim_end();
    // What else is said there is free: what leaving says is judged by `leave`.
    let err = if run.code == Some(expected) {
        String::new()
    } else {
        format!("; stderr {}", said(&run.stderr))
    };
    format!("{code}{err}\n{out}").trim_end().to_owned()
}

fn with_book(file: &Path) -> ShellContext {
    let ctx = context(file);
    add_book(&ctx, "Emma");
    ctx
}

fn add_book(ctx: &ShellContext, title: &str) {
    ctx.begin().expect("a session");
    ctx.db()
        .execute("INSERT INTO books (title) VALUES (?1)", [title])
        .expect("a book");
}

fn books(ctx: &ShellContext, file: &Path) -> String {
    let titles = "SELECT title FROM books ORDER BY id";
    let own = list(ctx.db(), titles);
    let others = open(file).expect("a database");
    let others = list(&others, titles);
    format!(
        "the shell sees {own}, others see {others}; {}",
        transaction(ctx.db())
    )
}

fn left(ctx: &ShellContext) -> String {
    let mut err = Vec::new();
    let result = done(leave(ctx, &mut err));
    let err = String::from_utf8_lossy(&err);
    match err.lines().filter(|line| !line.trim().is_empty()).count() {
        0 => format!("{result}, says nothing"),
        1 if err.ends_with('\n') => format!("{result}, says one line"),
        1 => format!("{result}, says something without a line end"),
        lines => format!("{result}, says {lines} lines"),
    }
}

fn done(result: Result<(), ShellError>) -> String {
    match result {
        Ok(()) => "Ok".to_owned(),
        Err(error) => format!("an error: {}", brief(&error.to_string())),
    }
}

//! Scripts, as the shell reads them from standard input.

use crate::shared::{
    Gone, bare, brief, connect, context, exit, faults, list, microblog, rows_of, said, settings,
    settings_since, shown_script, stored, told, transaction, whole,
};
use rusqlite::Connection;
use scenario::{Scenario, TEXTS, open, traced, unusual};
use shell::{Entry, MODELS, ShellContext, run as run_shell};
use std::cell::RefCell;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Every sign that means something to SQL.
const CANARY: &str = r#"CANARY-'";--%"#;

/// A large id. Cut to 32 bits it is 1, which is somebody else's.
const ZOE: &str = "INSERT INTO users (id, username, email)
    VALUES (4294967297, 'zoe', 'zoe@x.org'), (-7, 'anna', 'anna@x.org')";

/// Susan's posts are neither in the order of their times nor in the opposite one.
const TIMES: &str = "
    UPDATE posts SET timestamp = '2026-05-02 12:00:00' WHERE id = 2;
    UPDATE posts SET timestamp = '2026-05-03 12:00:00' WHERE id = 3;
    INSERT INTO posts (body, user_id, timestamp) VALUES ('at first', 1, '2026-05-01 12:00:00');";

pub fn run(s: &mut Scenario) {
    let blog = Blog::of(microblog(s, "app.db"));
    tutorial(s, &blog);
    values(s, &blog);
    lines(s, &blog);
    refused(s, &blog);
    person(s, &blog);
    broken(s, &blog);
}

fn tutorial(s: &mut Scenario, blog: &Blog) {
    let empty = Blog::of(bare(s, "tutorial.db"));
    s.observe(
        "add-and-list",
        "john and susan are added, then: users",
        || {
            let script =
                "add user john john@example.com\nadd user susan susan@example.com\nusers\n";
            ran(&empty, script)
        },
    );
    s.observe(
        "behind-a-hole",
        "a new user and a new post, where the newest of each are gone",
        || ran(blog, "add user anna anna@example.com\nadd post anna hi\n"),
    );
    // A script that goes on shows it here first.
    s.observe(
        "after-an-error",
        "an error, and a line after it that would work",
        || {
            fails(
                blog,
                "user 1\nuser 99\nadd post john \"after the error\"\nuser 2\n",
            )
        },
    );
    s.observe("users-desc", "users --desc: from Z to A", || {
        let script = b"add user anna anna@example.com\nadd user zoe zoe@example.com\n\
            users --desc\n";
        let mut ctx = blog.context();
        // Backwards, the index of the names happens to be in this very order.
        let forwards = "PRAGMA reverse_unordered_selects = OFF";
        ctx.db().execute_batch(forwards).expect("a setting");
        played(&mut ctx, script, ended)
    });
    s.observe(
        "user-by-id",
        "user 2, user 1, user 4294967297, user -7",
        || {
            ran(
                &blog.with(ZOE),
                "user 2\nuser 1\nuser 4294967297\nuser -7\n",
            )
        },
    );
    s.observe("posts-of-user", "posts susan, posts john", || {
        ran(&blog.with(TIMES), "posts susan\nposts john\n")
    });
    s.observe(
        "post-between-quotes",
        "a post of two words and more, between quotes",
        || ran(blog, "add post john \"my  second post!\"\nposts john\n"),
    );
    s.observe(
        "many-rows",
        "300 more users, and 300 more posts of susan",
        || {
            let more = "
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 300)
            INSERT INTO users (username, email) SELECT 'u' || i, 'u' || i || '@x.org' FROM n;
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 300)
            INSERT INTO posts (body, user_id) SELECT i, 1 FROM n;";
            let blog = blog.with(more);
            let lines = [
                ("users", "SELECT format('%d <User %s>', id, username) FROM users ORDER BY id"),
                (
                    "users --desc",
                    "SELECT format('%d <User %s>', id, username) FROM users ORDER BY username DESC",
                ),
                (
                    "posts susan",
                    "SELECT format('%d <Post %s>', id, body) FROM posts WHERE user_id = 1 ORDER BY id",
                ),
            ]
            .map(|(script, sql)| {
                let mut ctx = blog.context();
                let (_, out, _) = run_in(&mut ctx, script.as_bytes());
                let is_right = out.replace('\n', "; ") == list(ctx.db(), sql);
                let order = if is_right { "" } else { ", but others or not in order" };
                format!("{script}: {} lines{order}", out.lines().count())
            });
            lines.join("\n")
        },
    );
    s.observe("no-posts", "the posts of somebody who has none", || {
        ran(blog, "add user anna anna@example.com\nposts anna\nuser 1\n")
    });
}

fn values(s: &mut Scenario, blog: &Blog) {
    s.observe(
        "quotes-inside-quotes",
        "a post with quotes inside of the quotes",
        || ran(blog, r#"add post john "say \"hi\" and \\""#),
    );
    s.observe(
        "backslash",
        "a backslash outside of quotes is a letter",
        || ran(blog, "add user b\\o bo@example.com\n"),
    );
    s.observe("apostrophe", "a user called o'brien", || {
        let script = "add user o'brien ob@example.com\nadd post o'brien \"it's me\"\nposts o'brien";
        ran(blog, script)
    });
    s.observe("sql-signs", "a value full of SQL's own signs", || {
        let quoted = format!("\"{}\"", CANARY.replace('"', "\\\""));
        let script =
            format!("add user {quoted} {quoted}\nadd post {quoted} {quoted}\nposts {quoted}\n");
        let (text, trace) = traced(|| ran(blog, &script));
        let leaks = trace.statements.iter().filter(|sql| sql.contains("CANARY"));
        format!(
            "{text}\nstatements with the value in them: {}",
            leaks.count()
        )
    });
    s.observe(
        "injection",
        "names that nobody has: ' OR '1'='1, s_san, %, SUSAN, and more",
        || {
            let scripts = [
                "posts \"' OR '1'='1\"\n",
                "posts s_san\n",
                "posts %\n",
                "posts SUSAN\n",
                "posts \" susan\"\n",
                "posts susan;\n",
                "posts susan@example.com\n",
                "posts 1\n",
                "posts \"\"\n",
                "add post 1 \"hi\"\n",
                "add post SUSAN \"hi\"\n",
                "add post s_san \"hi\"\n",
            ];
            each_refused(blog, &scripts)
        },
    );
    s.observe(
        "odd-texts",
        "users and posts with odd texts, and ids behind 9007199254740992; then users, in both orders",
        || odd_texts(blog),
    );
    s.observe(
        "stored-values",
        "a new user and a new post, with blanks, capitals and more: all that is stored of them",
        || {
            let script = "add user \" O'Brien \" \"Ob, Köln \"\n\
                add post \" O'Brien \" \" 3 × 日本,\t \"\n";
            let mut ctx = blog.context();
            let (code, _, _) = run_in(&mut ctx, script.as_bytes());
            format!(
                "{}\n{code}\n{}",
                shown_script(script.as_bytes()),
                newest(ctx.db())
            )
        },
    );
}

fn lines(s: &mut Scenario, blog: &Blog) {
    s.observe(
        "blank-lines",
        "blank lines, and blanks around a line",
        || ran(blog, "\n   \n  user 1  \r\n\n"),
    );
    s.observe(
        "many-blanks",
        "more than one blank between two words",
        || ran(blog, "user   1\nadd  user\tanna   anna@example.com\n"),
    );
    s.observe(
        "comment-line",
        "lines that begin with #, and a post with a # in it",
        || {
            let script = "# who is there?\nadd post john \"#1 of # many\"\nuser 1\n\
                \x20 # that was \"susan\n";
            ran(blog, script)
        },
    );
    s.observe(
        "no-last-line-break",
        "no line break after the last line",
        || ran(blog, "user 1\nuser 2"),
    );
    s.observe(
        "line-by-line",
        "each line is done before the next one is read",
        || one_by_one(blog, &["user 1\n", "user 2\n"]),
    );
    s.observe("empty-script", "an empty script", || ran(blog, ""));
    s.observe("quit", "quit, and more lines after it", || {
        ran(blog, "user 1\nadd post john hi\nquit\nuser 2\nnonsense\n")
    });
    // A name, because `sql` is another step's.
    s.observe(
        "context-name",
        "a name of the context, and one with a quote in it",
        || {
            let names = ["User", "6\""].map(|name| (name.to_owned(), Entry::Model(MODELS[0])));
            let mut ctx = ShellContext::new(connect(&blog.copy()), names.to_vec());
            played(&mut ctx, b"User\n6\"\n", ended)
        },
    );
}

fn refused(s: &mut Scenario, blog: &Blog) {
    let no_tables = s.empty("no-tables.db");
    s.observe(
        "unknown-users",
        "posts nobody, user 99, add post nobody …",
        || {
            let scripts = ["posts nobody\n", "user 99\n", "add post nobody \"hi\"\n"];
            each_refused(blog, &scripts)
        },
    );
    s.observe(
        "taken-name",
        "a name that is taken; an email that is",
        || {
            let name = fails(blog, "add user susan other@example.com\nusers\n");
            let email = fails(blog, "add user anna susan@example.com\nusers\n");
            format!("{name}\n{email}")
        },
    );
    s.observe(
        "post-without-quotes",
        "a post of many words without quotes",
        || fails(blog, "add post john my second post\n"),
    );
    s.observe(
        "wrong-words",
        "words missing, words too many, not a number",
        || {
            let scripts = [
                "add user anna\n",
                "add user anna anna@example.com 7\n",
                "add post john\n",
                "add\n",
                "user\n",
                "user one\n",
                "user susan\n",
                "user 1x\n",
                "user -1\n",
                "user 1 2\n",
                "users --up\n",
                "users --desc 1\n",
                "posts\n",
                "posts susan john\n",
                "add book john hello\n",
                "add user anna \"anna@example.com\" \"\"\n",
                "user \"\"\n",
                "user 1.0\n",
                "user 99999999999999999999\n",
                "user --desc\n",
                "users --desc --desc\n",
                "users desc\n",
                "users 1\n",
                "posts --desc\n",
                "posts john --desc\n",
                "add users anna anna@example.com\n",
                "add \"user anna\" anna@example.com\n",
            ];
            each_refused(blog, &scripts)
        },
    );
    s.observe(
        "unknown-command",
        "commands that there are not: play, USERS, use, users--desc, and more",
        || {
            let scripts = [
                "play\n",
                "USERS\n",
                "User 1\n",
                "use 1\n",
                "user1\n",
                "users--desc\n",
                "Add user anna anna@example.com\n",
                "post john hello\n",
                "user;\n",
                "'users'\n",
                "\\users\n",
                "quit now\n",
                "\"\"\n",
            ];
            let alone = each_refused(blog, &scripts);
            format!("{}\n{alone}", fails(blog, "play\nuser 1\n"))
        },
    );
    s.observe(
        "unclosed-quote",
        "quotes that are not closed, with a backslash before them, too",
        || {
            let scripts = [
                "add post john \"hello\\\"\n",
                "add post john \"hello\\\n",
                "add post john \"\n",
                "add post john \"hi\" \"\n",
                "users \"\n",
                "\"users\n",
            ];
            let alone = each_refused(blog, &scripts);
            let first = fails(blog, "add post john \"hello\nuser 1\n");
            format!("{first}\n{alone}")
        },
    );
    s.observe(
        "given-commands",
        "what builtin does: names, help, and sql and reset with words that make no sense",
        || {
            let helped = run_in(&mut blog.context(), b"help\n");
            let names = ran(blog, "names\n  exit\nuser 1\n");
            let refused = each_refused(blog, &["sql\n", "reset now\n"]);
            format!(
                "help: {}; stdout {}\n{names}\n{refused}",
                helped.0,
                told(&helped.1)
            )
        },
    );
    s.observe(
        "sqlite-says-no",
        "a row that cannot be read or at which SQLite fails, no tables, a locked file: each command",
        || sqlite_says_no(blog, &no_tables),
    );
    s.observe("empty-name", "an empty name, between quotes", || {
        fails(blog, "add user \"\" nobody@example.com\n")
    });
    s.observe("too-long", "a post of 141 letters", || {
        let script = format!("add post john {}", "é".repeat(141));
        short(&mut Lent::new(blog), &script)
    });
    s.observe("not-utf8", "a line that is not UTF-8", || {
        let mut ctx = blog.context();
        played(
            &mut ctx,
            b"user 1\nadd user an\xffna a@x.org\nuser 2\n",
            failed,
        )
    });
    s.observe(
        "messages",
        "the messages name who or what it is about",
        || messages(blog),
    );
}

fn person(s: &mut Scenario, blog: &Blog) {
    s.observe(
        "person-makes-error",
        "a person makes an error, and goes on",
        || {
            let mut ctx = blog.context();
            ctx.set_interactive(|_| false);
            let script = b"add post john \"hi\"\nuser 99\nplay\nuser 1\n";
            played(&mut ctx, script, failed)
        },
    );
    s.observe(
        "person-makes-errors",
        "a person makes each kind of error, once before user 1 and once as the last line",
        || {
            let long = format!("add post john {}", "é".repeat(141));
            let errors = [
                "user 99",
                "posts nobody",
                "add post nobody hi",
                "play",
                "add user anna",
                "user one",
                "users up",
                "add post john \"hi",
                "add user susan anna@example.com",
                "add user \"\" anna@example.com",
                "sql",
                &long,
            ];
            let mut lent = Lent::to_a_person(blog);
            let fault = faults(errors, |line| {
                let script = format!("{line}\nuser 1\n{line}\n");
                let (code, out, err, changed) = lent.run(&script);
                let told = err.lines().filter(|line| !line.trim().is_empty()).count();
                let is_right = code == "exit 0" && out == "1 <User susan>" && told > 1;
                (!is_right || !changed.is_empty()).then(|| {
                    let line: String = line.chars().take(40).collect();
                    format!(
                        "{line}: {code}; stdout says {out:?}, stderr {}{changed}",
                        match told {
                            0 => "nothing",
                            1 => "one line",
                            _ => "more",
                        }
                    )
                })
            });
            fault.unwrap_or_else(|| "each is told, and user 1 is answered; exit 0".to_owned())
        },
    );
    let file = bare(s, "begun.db");
    s.observe(
        "session-already-open",
        "a session is open before, with susan in it; the last line is an error; then a line of each kind",
        || {
            let mut ctx = context(&file);
            unusual(ctx.db()).expect("settings");
            ctx.begin().expect("a session");
            let sql = "INSERT INTO users (username, email) VALUES ('susan', 's@x.org')";
            ctx.db().execute(sql, []).expect("a row");
            let script = b"add user john john@example.com\nusers\nuser 99\n";
            let text = played(&mut ctx, script, failed);
            let open = transaction(ctx.db());
            let others = stored(&file);
            let each = each_in_a_session(&mut ctx, &file);
            format!("{text}\n{open}; for others, {others}\neach line: {each}")
        },
    );
}

/// The session is as long as its person wants, whatever they type.
fn each_in_a_session(ctx: &mut ShellContext, file: &Path) -> String {
    let lines = [
        "add user anna anna@example.com",
        "add post susan hi",
        "users",
        "users --desc",
        "user 1",
        "posts susan",
        "add user susan other@example.com",
        "add post nobody hi",
        "add post susan \"\"",
        "add post susan",
        "user 99",
        "posts nobody",
        "play",
    ];
    let committed = stored(file);
    let fault = faults(lines, |line| {
        ctx.begin().expect("a session");
        run_in(ctx, line.as_bytes());
        let is_kept = !ctx.db().is_autocommit() && stored(file) == committed;
        (!is_kept).then(|| {
            format!(
                "{line}: {}; for others, {}",
                transaction(ctx.db()),
                stored(file)
            )
        })
    });
    fault.unwrap_or_else(|| "the session goes on, and nothing of it is committed".to_owned())
}

fn broken(s: &mut Scenario, blog: &Blog) {
    s.observe(
        "nobody-reads",
        "what is printed goes nowhere: users and others; and messages, too: user 99",
        || {
            let scripts = [
                "users",
                "users --desc",
                "user 1",
                "posts susan",
                "add user bo b@x.org",
                "add post john hi",
                "names",
                "User",
            ];
            let lines = scripts.map(|script| {
                let mut err = Vec::new();
                let mut ctx = blog.context();
                let code = run_shell(&mut ctx, script.as_bytes(), &mut Gone, &mut err);
                let told = told(&String::from_utf8_lossy(&err));
                format!("{script}: {}; stderr {told}", exit(code))
            });
            let right = "exit 1; stderr says something";
            let wrong = faults(&lines, |line| {
                (!line.ends_with(right)).then(|| line.clone())
            });
            let printed = wrong.unwrap_or_else(|| right.to_owned());
            let nobody = run_shell(&mut blog.context(), &b"user 99\n"[..], &mut Gone, &mut Gone);
            format!(
                "{printed}\nuser 99: {}\na person: {}",
                exit(nobody),
                nothing_printed(&mut blog.context())
            )
        },
    );
    s.observe(
        "input-fails",
        "the input of a person fails, each time that it is read",
        || {
            let mut ctx = blog.context();
            ctx.set_interactive(|_| false);
            let mut input = BufReader::new(Failing(0));
            run_shell(&mut ctx, &mut input, &mut Vec::new(), &mut Vec::new());
            match input.into_inner().0 {
                0 => "it is never read",
                1..PATIENCE => "it ends",
                _ => "it reads again and again",
            }
        },
    );
}

/// A person reads the messages, and goes on.
fn nothing_printed(ctx: &mut ShellContext) -> String {
    ctx.set_interactive(|_| false);
    let mut err = Vec::new();
    let script = b"users\nadd user bo b@x.org\nplay\n";
    let code = run_shell(ctx, &script[..], &mut Gone, &mut err);
    let err = String::from_utf8_lossy(&err);
    let told = err.lines().filter(|line| !line.trim().is_empty()).count();
    let told = if told < 3 {
        "not all lines are tried"
    } else {
        "all three lines are tried"
    };
    format!("{told}; {}", exit(code))
}

/// An input that is gone, and how often it was read. At last it ends, so that everybody does.
struct Failing(usize);

/// Somebody may read twice or three times to be sure.
const PATIENCE: usize = 100;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0 += 1;
        if self.0 < PATIENCE {
            Err(io::Error::other("the terminal is gone"))
        } else {
            Ok(0)
        }
    }
}

/// All that is stored of the newest user and the newest post.
fn newest(db: &Connection) -> String {
    let user = "SELECT format('[%s] [%s] role %s', username, email, ifnull(role_id, 'NULL'))
        FROM users ORDER BY id DESC LIMIT 1";
    let post = "SELECT format('[%s], written %s', replace(body, char(9), '\\t'), iif(
            abs(julianday('now') - julianday(timestamp)) < 0.1, 'now', 'at ' || timestamp))
        FROM posts ORDER BY id DESC LIMIT 1";
    format!("user: {}\npost: {}", list(db, user), list(db, post))
}

/// In which order lines are read and answered. A person waits for the answer.
fn one_by_one(blog: &Blog, script: &[&'static str]) -> String {
    let log = Rc::new(RefCell::new(Vec::new()));
    let lines = script.iter().rev().map(|line| line.as_bytes()).collect();
    let mut input = Typed {
        lines,
        line: b"",
        log: Rc::clone(&log),
    };
    let (mut out, mut err) = (Printed(Rc::clone(&log)), Vec::new());
    run_shell(&mut blog.context(), &mut input, &mut out, &mut err);
    let mut log = log.borrow().clone();
    log.dedup();
    log.join(", ")
}

type Log = Rc<RefCell<Vec<&'static str>>>;

struct Typed {
    lines: Vec<&'static [u8]>,
    line: &'static [u8],
    log: Log,
}

impl BufRead for Typed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.line.is_empty()
            && let Some(line) = self.lines.pop()
        {
            self.line = line;
            self.log.borrow_mut().push("a line is read");
        }
        Ok(self.line)
    }

    fn consume(&mut self, bytes: usize) {
        self.line = &self.line[bytes..];
    }
}

impl Read for Typed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(buffer)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

/// Prompts apart.
struct Printed(Log);

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.contains(&b'<') {
            self.0.borrow_mut().push("an answer is printed");
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A microblog that scripts get copies of, and what a context of one is and sees. Whether rows are
/// committed at once is not for this step to judge.
struct Blog {
    file: PathBuf,
    bytes: Vec<u8>,
    begins: State,
}

impl Blog {
    fn of(file: PathBuf) -> Self {
        let begins = State::of(context(&file).db());
        let bytes = fs::read(&file).expect("the file");
        Self {
            file,
            bytes,
            begins,
        }
    }

    fn copy(&self) -> PathBuf {
        let copy = self.file.with_extension("copy");
        fs::copy(&self.file, &copy).expect("a copy");
        copy
    }

    fn context(&self) -> ShellContext {
        context(&self.copy())
    }

    /// All that this connection to the newest copy sees. It is not read if it stands in a file that
    /// is the same.
    fn seen_by(&self, db: &Connection) -> Vec<String> {
        let is_same = db.is_autocommit()
            && fs::read(self.file.with_extension("copy")).is_ok_and(|bytes| bytes == self.bytes)
            && list(db, "SELECT name FROM sqlite_temp_schema") == "none";
        if is_same {
            self.begins.whole.clone()
        } else {
            whole(db)
        }
    }

    /// A script for a new copy.
    fn played(&self, script: &str, end: fn(&str, &str) -> String) -> String {
        let mut ctx = self.context();
        let ran = run_in(&mut ctx, script.as_bytes());
        let now = self.seen_by(ctx.db());
        summary(&self.begins, &now, ctx.db(), script.as_bytes(), ran, end)
    }

    /// One with more rows.
    fn with(&self, more: &str) -> Self {
        Self::of(filled(&self.file, more))
    }
}

/// A script without an error in it.
fn ran(blog: &Blog, script: &str) -> String {
    blog.played(script, ended)
}

/// A script with one. What is said about it is worded freely.
fn fails(blog: &Blog, script: &str) -> String {
    blog.played(script, failed)
}

fn ended(code: &str, err: &str) -> String {
    // What else is said there is free.
    if code == "exit 0" {
        code.to_owned()
    } else {
        format!("{code}; stderr {}", said(err))
    }
}

fn failed(code: &str, err: &str) -> String {
    format!("{code}; stderr {}", told(err))
}

/// A copy with more rows.
fn filled(file: &Path, more: &str) -> PathBuf {
    let copy = file.with_extension("filled");
    fs::copy(file, &copy).expect("a copy");
    let db = open(&copy).expect("a database");
    db.execute_batch(more).expect("more rows");
    copy
}

/// What a script prints, how it ends, and what the shell's own connection sees afterwards.
fn played(ctx: &mut ShellContext, script: &[u8], end: fn(&str, &str) -> String) -> String {
    let before = State::of(ctx.db());
    let ran = run_in(ctx, script);
    let now = whole(ctx.db());
    summary(&before, &now, ctx.db(), script, ran, end)
}

fn summary(
    before: &State,
    now: &[String],
    db: &Connection,
    script: &[u8],
    (code, out, err): (String, String, String),
    end: fn(&str, &str) -> String,
) -> String {
    let rows = match rows_of(db) {
        same if same == before.rows => String::new(),
        changed => changed,
    };
    let besides = before.besides(db, now);
    let mut lines = vec![shown_script(script), out, end(&code, &err), rows, besides];
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What the shell's own connection is and sees.
struct State {
    rows: String,
    whole: Vec<String>,
    settings: Vec<String>,
}

impl State {
    fn of(db: &Connection) -> Self {
        Self {
            rows: rows_of(db),
            whole: whole(db),
            settings: settings(db),
        }
    }

    /// What has changed besides users and posts that are new.
    fn besides(&self, db: &Connection, now: &[String]) -> String {
        let counter = |line: &&String| line.starts_with("sqlite_sequence: ");
        let added = |line: &&String| line.starts_with("users: ") || line.starts_with("posts: ");
        let mut gone = self.whole.iter().filter(|line| !counter(line));
        let gone = gone.find(|line| !now.contains(line));
        let mut new = now.iter().filter(|line| !counter(line) && !added(line));
        let new = new.find(|line| !self.whole.contains(line));
        let mut lines = Vec::new();
        lines.extend(gone.map(|line| format!("gone or changed: {line}")));
        lines.extend(new.map(|line| format!("new besides: {line}")));
        match settings_since(db, &self.settings) {
            same if same == "as before" => {}
            changed => lines.push(format!("the settings of the session: {changed}")),
        }
        lines.join("\n")
    }

    /// The same, when nothing at all should have changed.
    fn since(&self, db: &Connection, now: &[String]) -> String {
        let besides = self.besides(db, now);
        match (now == self.whole, besides.is_empty()) {
            (true, true) => String::new(),
            (false, true) => {
                let is_row = |line: &&String| !line.starts_with("sqlite_sequence: ");
                let mut new = now.iter().filter(is_row);
                let new = new.find(|line| !self.whole.contains(line));
                let new = new.map_or("a counter that has moved", String::as_str);
                format!("; new: {new}")
            }
            (_, false) => format!("; {}", besides.replace('\n', "; ")),
        }
    }
}

/// What is told, and does not say what it is about. Whether something is told of each is for
/// other titles to judge.
fn messages(blog: &Blog) -> String {
    let mut lines = Vec::new();
    let mut is_silent = true;
    for (script, is_good) in [
        (
            "user 99",
            (|message| message.contains("99")) as fn(&str) -> bool,
        ),
        ("posts nobody", |message| message.contains("nobody")),
        ("add post nobody \"hi\"", |message| {
            message.contains("nobody")
        }),
        ("play", |message| message.contains("play")),
        // There is such a command.
        ("add user anna", |message| {
            !message.contains("is no command")
        }),
    ] {
        let (_, _, err) = run_in(&mut blog.context(), script.as_bytes());
        is_silent &= err.trim().is_empty();
        if !err.trim().is_empty() && !is_good(&err) {
            lines.push(format!("{script}: {}", brief(&err)));
        }
    }
    if is_silent {
        "there is none".to_owned()
    } else if lines.is_empty() {
        "all of them do".to_owned()
    } else {
        lines.join("\n")
    }
}

/// Several scripts, each of which is an error. Those that end otherwise: of each kind the first.
fn each_refused(blog: &Blog, scripts: &[&str]) -> String {
    let mut kinds: Vec<(String, &str, usize)> = Vec::new();
    let mut lent = Lent::new(blog);
    for script in scripts {
        let told = short(&mut lent, script);
        match kinds.iter_mut().find(|(known, ..)| *known == told) {
            Some((.., more)) => *more += 1,
            None => kinds.push((told, script.trim(), 0)),
        }
    }
    if let [(told, ..)] = &kinds[..]
        && told == REFUSED
    {
        return format!("each: {REFUSED}");
    }
    kinds.retain(|(told, ..)| told != REFUSED);
    let lines = kinds.iter().map(|(told, script, more)| match more {
        0 => format!("{script}: {told}"),
        more => format!("{script}, and {more} more: {told}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

const REFUSED: &str = "exit 1; stdout says nothing, stderr says something; the rows are as before";

/// A script in one line.
fn short(lent: &mut Lent<'_>, script: &str) -> String {
    let (code, out, err, changed) = lent.run(script);
    let rows = match &*changed {
        "" => "; the rows are as before",
        changed => changed,
    };
    format!("{code}; stdout {}, stderr {}{rows}", told(&out), told(&err))
}

/// A context for scripts that should change nothing. Only behind one that does, the next one gets
/// another copy of the file.
struct Lent<'b> {
    blog: &'b Blog,
    is_person: bool,
    ctx: Option<ShellContext>,
}

impl<'b> Lent<'b> {
    fn new(blog: &'b Blog) -> Self {
        Self {
            blog,
            is_person: false,
            ctx: None,
        }
    }

    fn to_a_person(blog: &'b Blog) -> Self {
        Self {
            is_person: true,
            ..Self::new(blog)
        }
    }

    /// Exit code, what is printed, what is told, and what has changed.
    fn run(&mut self, script: &str) -> (String, String, String, String) {
        let mut ctx = self.ctx.take().unwrap_or_else(|| {
            let mut ctx = self.blog.context();
            if self.is_person {
                ctx.set_interactive(|_| false);
            }
            ctx
        });
        let (code, out, err) = run_in(&mut ctx, script.as_bytes());
        let now = self.blog.seen_by(ctx.db());
        let changed = self.blog.begins.since(ctx.db(), &now);
        // An `add` that fails may leave an empty transaction.
        let is_free = ctx.db().is_autocommit() || ctx.db().execute_batch("ROLLBACK").is_ok();
        self.ctx = (changed.is_empty() && is_free).then_some(ctx);
        (code, out, err, changed)
    }
}

/// What SQLite or a row refuses is an error of each command that meets it. What was printed before
/// that is free.
fn sqlite_says_no(blog: &Blog, no_tables: &Path) -> String {
    let unreadable = "UPDATE users SET username = x'ff' WHERE id = 2;
        INSERT INTO users VALUES (7, 'zoe', 'zoe@example.com', NULL);
        INSERT INTO posts (body, user_id) VALUES (x'ff', 7);";
    let unreadable = filled(&blog.file, unreadable);
    let [users, posts] = [("users", FAILING_USER), ("posts", FAILING_POST)].map(|(name, sql)| {
        let file = blog.file.with_extension(name);
        fs::copy(&blog.file, &file).expect("a copy");
        let db = open(&file).expect("a database");
        db.execute_batch(sql).expect("a view");
        file
    });
    let locked = blog.copy();
    let writer = open(&locked).expect("a database");
    writer.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let add = ["add user bo bo@example.com", "add post susan hi"];
    let look = ["users", "users --desc", "user 2", "posts zoe", "User"];
    let cases = [
        ("a row that cannot be read", &*unreadable, &look[..4]),
        ("SQLite fails at a row", &*users, &look[..3]),
        ("SQLite fails at a row", &*posts, &["posts susan"]),
        ("no tables", no_tables, &look[..]),
        ("no tables", no_tables, &add[..]),
        ("a locked file", &*locked, &look[..]),
        ("a locked file", &*locked, &add[..]),
    ]
    .into_iter()
    .flat_map(|(case, file, scripts)| scripts.iter().map(move |script| (case, file, script)));
    let fault = faults(cases, |(case, file, script)| {
        let (code, _, err) = run_in(&mut context(file), script.as_bytes());
        let is_right = code == "exit 1" && told(&err) == "says something";
        (!is_right).then(|| format!("{case}: {script}: {code}; stderr {}", told(&err)))
    });
    fault.unwrap_or_else(|| "each: exit 1; stderr says something".to_owned())
}

/// SQLite computes the names, and fails at John's, the second one.
const FAILING_USER: &str = "
    ALTER TABLE users RENAME TO people;
    CREATE VIEW users AS SELECT id, json(iif(id = 2, '{', '{}')) AS username FROM people;";

/// SQLite computes the bodies, and fails at Susan's second one.
const FAILING_POST: &str = "
    ALTER TABLE posts RENAME TO texts;
    CREATE VIEW posts AS SELECT id, user_id, timestamp, json(iif(id = 3, '{', '{}')) AS body
    FROM texts;";

/// The first id that is given to a user and to a post of an odd text.
const ODD_ID: i64 = 9_007_199_254_740_993;

/// Each text as a name, as an address and as a post. A line cannot hold a line break.
fn odd_texts(blog: &Blog) -> String {
    let counted = format!("UPDATE sqlite_sequence SET seq = {}", ODD_ID - 1);
    let mut ctx = context(&filled(&blog.file, &counted));
    let texts = || TEXTS.into_iter().filter(|text| !text.contains('\n'));
    let users = |id, text| format!("{id} <User {text}>");
    let posts = |id, text| format!("{id} <Post {text}>");
    let ids = || (ODD_ID..).zip(texts());
    let added = faults(ids(), |(id, text)| {
        let (quoted, email) = (quoted(text), quoted(&format!("{text}@{text}")));
        let script = format!(
            "add user {quoted} {email}\nadd post {} {quoted}\n",
            bare_or(text)
        );
        let expected = [users(id, text), posts(id, text)].join("\n");
        answered(&mut ctx, &script, &expected)
    });
    let found = faults(ids(), |(id, text)| {
        let script = format!("posts {}\n", quoted(text));
        answered(&mut ctx, &script, &posts(id, text))
    });
    let stored = faults(ids(), |(id, text)| {
        let sql = format!(
            "SELECT quote(username) || ' ' || quote(email) || ' ' || quote(body) FROM users
             JOIN posts ON user_id = users.id WHERE users.id = {id} AND posts.id = {id}"
        );
        let sign = text.replace('\'', "''");
        let expected = format!("'{sign}' '{sign}@{sign}' '{sign}'");
        let stored = list(ctx.db(), &sql);
        (stored != expected).then(|| format!("{expected}: {stored}"))
    });
    let listed = ["users", "users --desc"].map(|script| {
        let mut rows = vec![(1, "susan"), (2, "john")];
        rows.extend(ids());
        if script.ends_with("--desc") {
            rows.sort_by(|one, other| other.1.cmp(one.1));
        }
        let expected = rows.into_iter().map(|(id, text)| users(id, text));
        let expected = expected.collect::<Vec<_>>();
        let (code, out, _) = run_in(&mut ctx, script.as_bytes());
        let mut lines = out.lines().zip(&expected);
        let wrong = lines.find(|(line, expected)| line != expected);
        match wrong {
            Some((line, expected)) => format!("{line:?} where {expected:?} comes"),
            None if out.lines().count() != expected.len() => "too many or too few".to_owned(),
            None if code == "exit 0" => "in order".to_owned(),
            None => code,
        }
    });
    // The first cause first: a user who was not added is not found.
    let wrong = (added.map(|fault| format!("added: {fault}")))
        .or_else(|| stored.map(|fault| format!("stored: {fault}")))
        .or_else(|| found.map(|fault| format!("found: {fault}")));
    let wrong = wrong.unwrap_or_else(|| "each is printed, stored and found as it is".to_owned());
    format!("{wrong}\nusers: {}\nusers --desc: {}", listed[0], listed[1])
}

/// A script without an error and what it prints.
fn answered(ctx: &mut ShellContext, script: &str, expected: &str) -> Option<String> {
    let (code, out, err) = run_in(ctx, script.as_bytes());
    if code == "exit 0" && out == expected {
        return None;
    }
    let (mut printed, mut right) = (out.lines(), expected.lines());
    let shown = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("{line:?}"));
    let line = script.lines().find_map(|line| {
        let (printed, right) = (printed.next(), right.next());
        (printed != right)
            .then(|| format!("{line} prints {}, and not {}", shown(printed), shown(right)))
    });
    let line = line.unwrap_or_else(|| shown_script(script.as_bytes()));
    Some(format!("{line}; {}", ended(&code, &err)))
}

/// A word of a line, between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The same without quotes, where it is one.
fn bare_or(text: &str) -> String {
    if text.contains(['"', ' ', '\t']) {
        quoted(text)
    } else {
        text.to_owned()
    }
}

fn run_in(ctx: &mut ShellContext, script: &[u8]) -> (String, String, String) {
    let (mut out, mut err) = (Narrow(Vec::new()), Narrow(Vec::new()));
    let input = BufReader::with_capacity(NARROW, script);
    let code = run_shell(ctx, input, &mut out, &mut err);
    let text = |Narrow(bytes)| String::from_utf8_lossy(&bytes).into_owned();
    (exit(code), without_prompts(&text(out)), text(err))
}

/// A pipe that takes a few bytes at a time.
struct Narrow(Vec<u8>);

const NARROW: usize = 5;

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(NARROW);
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A prompt is no harm, if it is one of the usual ones.
fn without_prompts(text: &str) -> String {
    let mut lines = Vec::new();
    for mut line in text.lines() {
        while let Some(rest) = [">>> ", "> ", "shell> "]
            .iter()
            .find_map(|prompt| line.strip_prefix(prompt))
        {
            line = rest;
        }
        if !line.trim_end().is_empty() && line.trim_end() != ">>>" {
            lines.push(line.trim_end());
        }
    }
    lines.join("\n")
}

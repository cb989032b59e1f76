//! Scripts, as the shell reads them from standard input.

use crate::shared::{
    Gone, bare, brief, connect, context, exit, list, microblog, rows_of, said, settings,
    settings_since, shown_script, stored, told, transaction,
};
use rusqlite::Connection;
use scenario::{Scenario, open, traced};
use shell::{Entry, MODELS, ShellContext, run as run_shell};
use std::cell::RefCell;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Every sign that means something to SQL.
const CANARY: &str = r#"CANARY-'";--%"#;

/// A large id. Cut to 32 bits it is 1, which is somebody else's.
const ZOE: &str = "INSERT INTO users (id, username, email) VALUES (4294967297, 'zoe', 'zoe@x.org')";

/// Susan's posts are neither in the order of their times nor in the opposite one.
const TIMES: &str = "
    UPDATE posts SET timestamp = '2026-05-02 12:00:00' WHERE id = 2;
    UPDATE posts SET timestamp = '2026-05-03 12:00:00' WHERE id = 3;
    INSERT INTO posts (body, user_id, timestamp) VALUES ('at first', 1, '2026-05-01 12:00:00');";

pub fn run(s: &mut Scenario) {
    tutorial(s);
    values(s);
    lines(s);
    refused(s);
    person(s);
    broken(s);
}

fn tutorial(s: &mut Scenario) {
    let file = bare(s, "tutorial.db");
    s.observe(
        "add-and-list",
        "john and susan are added, then: users",
        || {
            let script =
                "add user john john@example.com\nadd user susan susan@example.com\nusers\n";
            ran(&file, script)
        },
    );
    let file = microblog(s, "filled.db");
    // A script that goes on shows it here first.
    s.observe(
        "after-an-error",
        "an error, and a line after it that would work",
        || {
            fails(
                &file,
                "user 1\nuser 99\nadd post john \"after the error\"\nuser 2\n",
            )
        },
    );
    s.observe("users-desc", "users --desc: from Z to A", || {
        let script = b"add user anna anna@example.com\nadd user zoe zoe@example.com\n\
            users --desc\n";
        let mut ctx = context(&fresh(&file));
        // Backwards, the index of the names happens to be in this very order.
        let forwards = "PRAGMA reverse_unordered_selects = OFF";
        ctx.db().execute_batch(forwards).expect("a setting");
        played(&mut ctx, script, ended)
    });
    s.observe("user-by-id", "user 2, user 1, user 4294967297", || {
        let file = filled(&file, ZOE);
        ran(&file, "user 2\nuser 1\nuser 4294967297\n")
    });
    s.observe("posts-of-user", "posts susan, posts john", || {
        let file = filled(&file, TIMES);
        ran(&file, "posts susan\nposts john\n")
    });
    s.observe(
        "post-between-quotes",
        "a post of two words and more, between quotes",
        || ran(&file, "add post john \"my  second post!\"\nposts john\n"),
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
            let file = filled(&file, more);
            let lines = ["users", "users --desc", "posts susan"].map(|script| {
                let (_, out, _) = run_in(&mut context(&fresh(&file)), script.as_bytes());
                format!("{script}: {} lines", out.lines().count())
            });
            lines.join("\n")
        },
    );
    s.observe("no-posts", "the posts of somebody who has none", || {
        ran(
            &file,
            "add user anna anna@example.com\nposts anna\nuser 1\n",
        )
    });
}

fn values(s: &mut Scenario) {
    let file = microblog(s, "values.db");
    s.observe(
        "quotes-inside-quotes",
        "a post with quotes inside of the quotes",
        || ran(&file, r#"add post john "say \"hi\" and \\""#),
    );
    s.observe(
        "backslash",
        "a backslash outside of quotes is a letter",
        || ran(&file, "add user b\\o bo@example.com\n"),
    );
    s.observe("apostrophe", "a user called o'brien", || {
        let script = "add user o'brien ob@example.com\nadd post o'brien \"it's me\"\nposts o'brien";
        ran(&file, script)
    });
    s.observe("sql-signs", "a value full of SQL's own signs", || {
        let quoted = format!("\"{}\"", CANARY.replace('"', "\\\""));
        let script = format!(
            "add user {quoted} c@example.com\nadd post {quoted} {quoted}\nposts {quoted}\n"
        );
        let (text, trace) = traced(|| ran(&file, &script));
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
                "add post s_san \"hi\"\n",
            ];
            scripts.map(|script| short(&file, script)).join("\n")
        },
    );
    s.observe(
        "stored-values",
        "a new user and a new post, with blanks, capitals and more: all that is stored of them",
        || {
            let file = fresh(&file);
            let script = "add user \" O'Brien \" \"Ob, Köln \"\n\
                add post \" O'Brien \" \" 3 × 日本,\t \"\n";
            let mut ctx = context(&file);
            let (code, _, _) = run_in(&mut ctx, script.as_bytes());
            format!(
                "{}\n{code}\n{}",
                shown_script(script.as_bytes()),
                newest(ctx.db())
            )
        },
    );
}

fn lines(s: &mut Scenario) {
    let file = microblog(s, "lines.db");
    s.observe(
        "blank-lines",
        "blank lines, and blanks around a line",
        || ran(&file, "\n   \n  user 1  \r\n\n"),
    );
    s.observe(
        "many-blanks",
        "more than one blank between two words",
        || ran(&file, "user   1\nadd  user\tanna   anna@example.com\n"),
    );
    s.observe(
        "comment-line",
        "lines that begin with #, and a post with a # in it",
        || {
            let script = "# who is there?\nadd post john \"#1 of # many\"\nuser 1\n\
                \x20 # that was \"susan\n";
            ran(&file, script)
        },
    );
    s.observe(
        "no-last-line-break",
        "no line break after the last line",
        || ran(&file, "user 1\nuser 2"),
    );
    s.observe(
        "line-by-line",
        "each line is done before the next one is read",
        || one_by_one(&file, &["user 1\n", "user 2\n"]),
    );
    s.observe("empty-script", "an empty script", || ran(&file, ""));
    s.observe("quit", "quit, and more lines after it", || {
        ran(&file, "user 1\nquit\nuser 2\nnonsense\n")
    });
    // A name, because `sql` is another step's.
    s.observe(
        "context-name",
        "a name of the context, and one with a quote in it",
        || {
            let names = ["User", "6\""].map(|name| (name.to_owned(), Entry::Model(MODELS[0])));
            let mut ctx = ShellContext::new(connect(&fresh(&file)), names.to_vec());
            played(&mut ctx, b"User\n6\"\n", ended)
        },
    );
}

fn refused(s: &mut Scenario) {
    let file = microblog(s, "refused.db");
    s.observe(
        "unknown-users",
        "posts nobody, user 99, add post nobody …",
        || {
            let scripts = ["posts nobody\n", "user 99\n", "add post nobody \"hi\"\n"];
            scripts.map(|script| short(&file, script)).join("\n")
        },
    );
    s.observe(
        "taken-name",
        "a name that is taken; an email that is",
        || {
            let name = fails(&file, "add user susan other@example.com\nusers\n");
            let email = fails(&file, "add user anna susan@example.com\nusers\n");
            format!("{name}\n{email}")
        },
    );
    s.observe(
        "post-without-quotes",
        "a post of many words without quotes",
        || fails(&file, "add post john my second post\n"),
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
                "user 1x\n",
                "user -1\n",
                "user 1 2\n",
                "users --up\n",
                "users --desc 1\n",
                "posts\n",
                "posts susan john\n",
                "add book john hello\n",
            ];
            scripts.map(|script| short(&file, script)).join("\n")
        },
    );
    s.observe("unknown-command", "a command that there is not", || {
        fails(&file, "play\nuser 1\n")
    });
    s.observe("unclosed-quote", "a quote that is not closed", || {
        fails(&file, "add post john \"hello\nuser 1\n")
    });
    s.observe("empty-name", "an empty name, between quotes", || {
        fails(&file, "add user \"\" nobody@example.com\n")
    });
    s.observe("too-long", "a post of 141 letters", || {
        let told = short(&file, &format!("add post john {}", "é".repeat(141)));
        told.split_once(": ")
            .map_or(told.clone(), |(_, told)| told.to_owned())
    });
    s.observe("not-utf8", "a line that is not UTF-8", || {
        let mut ctx = context(&file);
        played(
            &mut ctx,
            b"user 1\nadd user an\xffna a@x.org\nuser 2\n",
            failed,
        )
    });
    s.observe(
        "messages",
        "the messages name who or what it is about",
        || messages(&file),
    );
}

fn person(s: &mut Scenario) {
    let file = microblog(s, "person.db");
    s.observe(
        "person-makes-error",
        "a person makes an error, and goes on",
        || {
            let mut ctx = context(&file);
            ctx.set_interactive(|_| false);
            let script = b"add post john \"hi\"\nuser 99\nplay\nuser 1\n";
            played(&mut ctx, script, failed)
        },
    );
    let file = bare(s, "begun.db");
    s.observe(
        "session-already-open",
        "a session is open before, with susan in it; the last line is an error",
        || {
            let mut ctx = context(&file);
            ctx.begin().expect("a session");
            let sql = "INSERT INTO users (username, email) VALUES ('susan', 's@x.org')";
            ctx.db().execute(sql, []).expect("a row");
            let script = b"add user john john@example.com\nusers\nuser 99\n";
            let text = played(&mut ctx, script, failed);
            let open = transaction(ctx.db());
            format!("{text}\n{open}; for others, {}", stored(&file))
        },
    );
}

fn broken(s: &mut Scenario) {
    let file = microblog(s, "broken.db");
    s.observe(
        "nobody-reads",
        "what is printed goes nowhere: users; and messages, too: user 99",
        || {
            let mut err = Vec::new();
            let users = run_shell(&mut context(&file), &b"users\n"[..], &mut Gone, &mut err);
            let nobody = run_shell(&mut context(&file), &b"user 99\n"[..], &mut Gone, &mut Gone);
            let told = told(&String::from_utf8_lossy(&err));
            format!("{}; stderr {told}\n{}", exit(users), exit(nobody))
        },
    );
    s.observe(
        "input-fails",
        "the input of a person fails, each time that it is read",
        || {
            let mut ctx = context(&file);
            ctx.set_interactive(|_| false);
            let mut input = BufReader::new(Failing(0));
            run_shell(&mut ctx, &mut input, &mut Vec::new(), &mut Vec::new());
            match input.into_inner().0 {
                0..PATIENCE => "it ends",
                _ => "it reads again and again",
            }
        },
    );
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
fn one_by_one(file: &Path, script: &[&'static str]) -> String {
    let log = Rc::new(RefCell::new(Vec::new()));
    let lines = script.iter().rev().map(|line| line.as_bytes()).collect();
    let mut input = Typed {
        lines,
        line: b"",
        log: Rc::clone(&log),
    };
    let (mut out, mut err) = (Printed(Rc::clone(&log)), Vec::new());
    run_shell(&mut context(file), &mut input, &mut out, &mut err);
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

/// A script without an error in it.
fn ran(file: &Path, script: &str) -> String {
    played(&mut context(&fresh(file)), script.as_bytes(), ended)
}

/// A script with one. What is said about it is worded freely.
fn fails(file: &Path, script: &str) -> String {
    played(&mut context(&fresh(file)), script.as_bytes(), failed)
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

/// Whether rows are committed at once is not for this step to judge: each script has a copy.
fn fresh(file: &Path) -> PathBuf {
    let copy = file.with_extension("copy");
    fs::copy(file, &copy).expect("a copy");
    copy
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
    let (before, own) = (rows_of(ctx.db()), settings(ctx.db()));
    let (code, out, err) = run_in(ctx, script);
    let after = rows_of(ctx.db());
    let rows = if after == before {
        String::new()
    } else {
        after
    };
    let settings = match settings_since(ctx.db(), &own) {
        same if same == "as before" => String::new(),
        changed => format!("the settings of the session: {changed}"),
    };
    let mut lines = vec![shown_script(script), out, end(&code, &err), rows, settings];
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What is told, and does not say what it is about. Whether anything is told at all is for
/// other titles to judge.
fn messages(file: &Path) -> String {
    let mut lines = Vec::new();
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
        let (_, _, err) = run_in(&mut context(&fresh(file)), script.as_bytes());
        if !err.trim().is_empty() && !is_good(&err) {
            lines.push(format!("{script}: {}", brief(&err)));
        }
    }
    if lines.is_empty() {
        "all of them do".to_owned()
    } else {
        lines.join("\n")
    }
}

/// The same in one line.
fn short(file: &Path, script: &str) -> String {
    let mut ctx = context(&fresh(file));
    let before = rows_of(ctx.db());
    let (code, out, err) = run_in(&mut ctx, script.as_bytes());
    let rows = if rows_of(ctx.db()) == before {
        "the rows are as before"
    } else {
        "the rows have changed"
    };
    format!(
        "{}: {code}; stdout {}, stderr {}; {rows}",
        script.trim(),
        told(&out),
        told(&err)
    )
}

fn run_in(ctx: &mut ShellContext, script: &[u8]) -> (String, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run_shell(ctx, script, &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (exit(code), without_prompts(&text(out)), text(err))
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

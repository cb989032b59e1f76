//! What a second connection sees, and what the shell says when it is left.

use crate::shared::{
    bare, brief, context, list, said, shown_script, stored, told, tool, transaction,
};
use scenario::{Scenario, ToolRun, is_sound, open};
use shell::{ShellContext, ShellError, commit, leave, rollback};
use std::fs;
use std::path::Path;

const JOHN: &str = "add user john john@example.com\n";
const SUSAN: &str = "add user susan susan@example.com\n";
const POST: &str = "add post john \"my first post!\"\n";

pub fn run(s: &mut Scenario) {
    functions(s);
    locked(s);
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
    s.observe(
        "commit-while-read",
        "commit while somebody else is reading, and again when they are done",
        || {
            let ctx = with_book(&file);
            let reader = open(&file).expect("a database");
            reader
                .execute_batch("BEGIN; SELECT count(*) FROM users")
                .expect("a reader");
            let first = commit(&ctx).map_or("an error", |()| "Ok");
            let meanwhile = format!("{first}; {}", transaction(ctx.db()));
            reader.execute_batch("COMMIT").expect("the end of a reader");
            let second = done(commit(&ctx));
            format!("{meanwhile}\nthen {second}; {}", books(&ctx, &file))
        },
    );
}

fn leaving(s: &mut Scenario) {
    let file = bare(s, "leave.db");
    s.observe("add-and-leave", "a book is added, then leave", || {
        let ctx = with_book(&file);
        let left = left(&ctx);
        format!("{left}; {}", books(&ctx, &file))
    });
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
        let file = bare(s, &format!("{id}.db"));
        let run = tool(s, &file, &[]).input(&script).run();
        let expected = i32::from(title.contains("an error"));
        s.observe(id, title, || {
            let script = shown_script(script.as_bytes());
            format!("{script}\n{}\n{}", summary(&run, expected), stored(&file))
        });
    }
}

/// All of a commit or nothing of it, wherever the process ends: after a rollback, after a commit, and
/// after one of nothing.
fn crashes(s: &mut Scenario) {
    let home = s.work().join("crashes");
    fs::create_dir_all(&home).expect("a folder");
    let file = bare(s, "crashes/app.db");
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
    let crashes = s.crashes(tool(s, &file, &[]).input(&script), &home);
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
    let err = if run.code == Some(expected) {
        told(&run.stderr).to_owned()
    } else {
        said(&run.stderr)
    };
    format!("{code}; stderr {err}\n{out}").trim_end().to_owned()
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
    format!("{result}, {}", told(&String::from_utf8_lossy(&err)))
}

fn done(result: Result<(), ShellError>) -> String {
    match result {
        Ok(()) => "Ok".to_owned(),
        Err(error) => format!("an error: {}", brief(&error.to_string())),
    }
}

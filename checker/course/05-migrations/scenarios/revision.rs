//! The files of a new migration: will refinery see them, and only them?

use crate::shared::{ALL_WELL, FIRST_TWO, ROWS, changes, dump, files, first_fault, folder, shown};
use migrations::{RepoError, new_revision};
use refinery::{Migration, load_sql_migrations};
use rusqlite::Connection;
use scenario::{Scenario, TEXTS, Tool, open, theirs};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The way down stands beside the way up, and is none of refinery's business.
const DOWN: (&str, &str) = ("V2__create_posts.down.sql", "DROP TABLE posts;\n");

/// What init has made, and is no migration.
const OTHERS: [(&str, &str); 2] = [
    ("README", "Ask Susan.\n"),
    (".gitattributes", "*.sql text eol=lf\n"),
];

/// As a comment of one line it ends too early.
const TWO_LINES: &str = "adds books;\nDROP TABLE posts;\r\nDROP TABLE users; --";

/// As a comment between `/*` and `*/` it ends too early.
const STAR: &str = "books */ DROP TABLE posts; /* roles";

/// Words of which a name holds only a part.
const SIGNS: [&str; 8] = [
    "O'Brien's",
    "100%",
    "(m²)",
    "C++",
    "más",
    "--dry-run",
    "Books!",
    "done.",
];

pub fn run(s: &mut Scenario) {
    let work = s.work().to_owned();
    let mut number = 0;
    let mut repository = |files: &[(&str, &str)]| {
        number += 1;
        let dir = work.join(format!("O'Brien's; repository {number}"));
        folder(&dir, files);
        dir
    };
    let filled = [FIRST_TWO[0], FIRST_TWO[1], DOWN, OTHERS[0], OTHERS[1]];

    let dir = repository(&filled);
    s.observe(
        "plain-message",
        "\"adds Book model\", after V1 and V2",
        || made(&dir, "adds Book model"),
    );
    let dir = repository(&filled);
    s.observe(
        "words-of-message",
        "the words of the message are in the name and in the file",
        || match new_revision(&dir, "adds Book model") {
            Ok(path) => {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                format!(
                    "in the name: {}\nin the file: {}",
                    words(&name),
                    words(&text)
                )
            }
            Err(error) => format!("an error: {error}"),
        },
    );
    let (signs, spanish, greek) = (
        repository(&filled),
        repository(&filled),
        repository(&filled),
    );
    s.observe(
        "signs-between-words",
        "\"adds-book/model 2\" has four words, and all are in the name",
        || in_name(&signs, "adds-book/model 2"),
    );
    s.observe(
        "letters-of-others",
        "words of other languages stay in the name: Spanish, Greek",
        || {
            format!(
                "{}\n{}",
                in_name(&spanish, "añade índice"),
                in_name(&greek, "προσθέτει βιβλία")
            )
        },
    );
    let dir = repository(&[]);
    s.observe(
        "empty-repository",
        "the first migration of an empty repository",
        || made(&dir, "create users"),
    );
    let (gap, ten, zeros, longer, last) = (
        repository(&[("V1__a.sql", ""), ("V5__b.sql", "")]),
        repository(&[("V9__a.sql", ""), ("V10__b.sql", "")]),
        repository(&[("V007__a.sql", "")]),
        // The longer one is the lower one.
        repository(&[("V007__a.sql", ""), ("V10__b.sql", "")]),
        repository(&[("V2147483646__a.sql", "")]),
    );
    s.observe(
        "next-numbers",
        "the number after V1 and V5, V9 and V10, V007, V007 and V10, V2147483646",
        || {
            [gap, ten, zeros, longer, last]
                .map(|dir| made(&dir, "next"))
                .join("\n")
        },
    );
    let dir = repository(&[filled[0], filled[1], ("V20260401120000__date.sql", "")]);
    s.observe(
        "number-too-large",
        "V1, V2, and V20260401120000, which refinery cannot read",
        || beside_a_date(&dir),
    );
    let dir = repository(&filled);
    s.observe("same-message-twice", "the same message twice", || {
        format!("{}\n{}", made(&dir, "wip"), made(&dir, "wip"))
    });
    for (id, title, message) in [
        ("letters-with-accents", "\"añade índice!\"", "añade índice!"),
        (
            "digits-beyond-ascii",
            "\"area in m² and ½ price ③\"",
            "area in m² and ½ price ③",
        ),
        ("no-letter", "a message without a letter: \"?!\"", "?!"),
        ("empty-message", "no message at all", ""),
        (
            "like-a-path",
            "a message like a path: \"../../instance/app.db\"",
            "../../instance/app.db",
        ),
        (
            "like-a-file",
            "a message that ends like a file: \"drop.down\"",
            "drop.down",
        ),
        ("like-a-number", "a message like a number: \"V2\"", "V2"),
    ] {
        let dir = repository(&filled);
        s.observe(id, title, || made(&dir, message));
    }
    // The number takes its part of the name, too.
    let date = [filled[0], ("V20260401__a_date.sql", "")];
    let long: Vec<_> = long_messages()
        .map(|message| (repository(&date), message))
        .collect();
    s.observe(
        "long-message",
        "messages of 200 letters, each one to four bytes, after V20260401",
        || {
            let made = long.iter().map(|(dir, message)| match made(dir, message) {
                made if made.starts_with("an error") => "an error".to_owned(),
                made => made,
            });
            made.collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join("\n")
        },
    );
    let (dir, other) = (repository(&filled), repository(&filled));
    let (first, second) = (s.empty("plain.db"), s.empty("plain-down.db"));
    s.observe(
        "plain-run",
        "the two files of \"adds books\", run, do nothing yet",
        || {
            format!(
                "up: {}\ndown: {}",
                harmless(&first, &up(&dir, "adds books")),
                harmless(&second, &down(&other, "adds books"))
            )
        },
    );
    let dir = repository(&filled);
    let database = s.empty("app.db");
    s.observe(
        "second-line-run",
        "the second line of a message is not run as SQL",
        || harmless(&database, &up(&dir, TWO_LINES)),
    );
    let dir = repository(&filled);
    let database = s.empty("star.db");
    s.observe(
        "comment-end-run",
        "a message with */ in it is not run as SQL",
        || harmless(&database, &up(&dir, STAR)),
    );
    let dir = repository(&filled);
    let (first, second) = (s.empty("down.db"), s.empty("down-star.db"));
    s.observe(
        "ways-down-run",
        "the ways down of a message with two lines, and of one with */, do nothing, too",
        || {
            [("two lines", first, TWO_LINES), ("*/", second, STAR)]
                .map(|(what, database, message)| {
                    format!("{what}: {}", harmless(&database, &down(&dir, message)))
                })
                .join("\n")
        },
    );
    let dir = repository(&filled);
    s.observe(
        "words-of-both",
        "all of a message stands in the file: two lines, a */, eighty words, signs",
        || {
            format!(
                "the second line: {}\n*/ and what follows: {}\nword 80 of 80: {}\nsigns and capitals: {}",
                held(&dir, TWO_LINES, &["adds", "books", "posts", "users"]),
                held_whole(&dir, STAR),
                held(&dir, &format!("{}susan", "word ".repeat(79)), &["susan"]),
                held(&dir, &SIGNS.join("\t").replace("\tdone", "\ndone"), &SIGNS)
            )
        },
    );
    // In quarters: refinery reads all of a folder for each new file.
    let quarters = [(); 4].map(|()| repository(&filled));
    let database = s.empty("odd.db");
    s.observe(
        "odd-messages",
        "odd messages, one after the other in four repositories",
        || {
            let db = open(&database).expect("a database");
            db.execute_batch(FIRST_TWO[0].1).expect("a table");
            let messages = TEXTS.chunks(TEXTS.len().div_ceil(4));
            let said = quarters.iter().zip(messages);
            let mut said = said.map(|(dir, messages)| odd(dir, &database, messages));
            said.find(|said| said != ALL_WELL)
                .unwrap_or_else(|| ALL_WELL.to_owned())
        },
    );
    let dir = repository(&filled);
    s.observe(
        "orphaned-way-down",
        "a way down without its way up is not written over",
        || orphan(&dir),
    );
    let dir = repository(&[("V2147483647__last.sql", "")]);
    s.observe(
        "after-last-number",
        "after V2147483647, the last number, comes an error",
        || {
            let before = files(&dir);
            let answer = match new_revision(&dir, "adds books") {
                Ok(_) => "Ok".to_owned(),
                Err(RepoError::NoVersionLeft(_)) => "NoVersionLeft".to_owned(),
                Err(error) => format!("an error: {error}"),
            };
            unchanged(&answer, &before, &dir)
        },
    );
    let dir = work.join("nowhere");
    s.observe(
        "missing-repository",
        "where there is no repository, none is made",
        || {
            let said = match new_revision(&dir, "adds books") {
                Ok(_) => "Ok".to_owned(),
                Err(RepoError::NoRepository(_)) => "NoRepository".to_owned(),
                Err(error) => format!("an error: {error}"),
            };
            format!(
                "{said}; {}",
                if dir.exists() {
                    "a folder was made"
                } else {
                    "no folder"
                }
            )
        },
    );

    let dir = repository(&filled);
    let place = dir.file_name().unwrap_or_default().to_string_lossy();
    let tool = s
        .tool(&["revision", "-m", "adds Book model", "-d", &place])
        .dir(&work);
    s.observe(
        "tool-revision",
        "migrations revision -m \"adds Book model\"",
        || told(&dir, tool),
    );
}

/// A migration for each odd message: its number, its name, its comment, and that nothing else comes
/// of it.
fn odd(dir: &Path, database: &Path, messages: &[&str]) -> String {
    let before = files(dir);
    let db = open(database).expect("a database");
    let schema = dump(database);
    let said = first_fault(messages.iter().zip(3..), |(message, version)| {
        let fault = one_odd(dir, &db, message, version);
        fault.map(|fault| format!("{message:?}: {fault}"))
    });
    let mut after = files(dir);
    let names = after.len();
    after.retain(|name, _| before.contains_key(name));
    if after != before {
        format!("{said}\n{}", changes(&before, &after))
    } else if seen(dir).len() == 2 + messages.len() && names != before.len() + 2 * messages.len() {
        format!("{said}\nthere are not two files for each")
    } else if dump(database) != schema {
        format!("{said}\nthe new files, run as they are, change the database")
    } else {
        said
    }
}

fn one_odd(dir: &Path, db: &Connection, message: &str, version: i32) -> Option<String> {
    let path = match new_revision(dir, message) {
        Ok(path) => path,
        Err(error) => return Some(format!("an error: {error}")),
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if seen(dir).last() != Some(&version) {
        return Some(format!("refinery finds no version {version}"));
    }
    let lower = stem.to_lowercase();
    let parts: Vec<&str> = lower.split('_').collect();
    let message = message.to_lowercase();
    // Whether an accent of its own parts two words is nobody's business.
    let mut words = message.split(|c: char| !c.is_alphanumeric() && c != '\u{301}');
    if let Some(word) =
        words.find(|word| word.is_ascii() && !word.is_empty() && !parts.contains(word))
    {
        return Some(format!("{word:?} is not in the name {stem:?}"));
    }
    let [up, down] = [path.clone(), path.with_extension("down.sql")].map(fs::read_to_string);
    let (Ok(up), Ok(down)) = (up, down) else {
        return Some("there are not two files".to_owned());
    };
    if !signs(&up.to_lowercase()).contains(&signs(&message)) && !message.trim().contains('\n') {
        return Some("not all of it is in the file".to_owned());
    }
    let run = db.execute_batch(&up).and_then(|()| db.execute_batch(&down));
    run.err()
        .map(|error| format!("a new file, run as it is: {error}"))
}

/// A text without what a comment may need: more blanks, and another `*/`.
fn signs(text: &str) -> String {
    let needed = |c: &char| !c.is_whitespace() && !['-', '*', '/', '\\', '\u{301}'].contains(c);
    text.chars().filter(needed).collect()
}

/// Which words of "adds Book model" are in a text.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let mut found = vec!["adds", "book", "model"];
    found.retain(|word| text.contains(word));
    if found.is_empty() {
        "none".to_owned()
    } else {
        found.join(", ")
    }
}

/// Which of a message's words the name of the file consists of, among others.
fn in_name(dir: &Path, message: &str) -> String {
    let path = match new_revision(dir, message) {
        Ok(path) => path,
        Err(error) => return format!("an error: {error}"),
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.to_lowercase();
    let parts: Vec<&str> = name.split('_').collect();
    let (found, missing): (Vec<&str>, Vec<&str>) = message
        .split([' ', '-', '/'])
        .partition(|word| parts.contains(word));
    match missing[..] {
        [] => format!("in the name: {}", found.join(", ")),
        _ => format!("not in the name: {}", missing.join(", ")),
    }
}

/// So that each byte that one could cut at lies within a letter once.
fn long_messages() -> impl Iterator<Item = String> {
    let letters = ["u", "ü", "語", "𐐨"];
    letters.into_iter().flat_map(|letter| {
        (0..letter.len()).map(move |ahead| "a".repeat(ahead) + &letter.repeat(200))
    })
}

/// What the command line says of the file that it has made.
fn told(dir: &Path, tool: Tool) -> String {
    let before = files(dir);
    let run = tool.run();
    let new = changes(&before, &files(dir));
    let path = run.stdout.strip_prefix("Generating ");
    let path = path.and_then(|rest| rest.strip_suffix(" ... done\n"));
    let name = path.and_then(|path| Path::new(path).file_name());
    let is_new = name.is_some_and(|name| {
        let line = format!("new: {}", name.to_string_lossy());
        new.lines().any(|new| new == line)
    });
    match run.code {
        Some(0) if is_new => "exit 0, and it tells which file it has made".to_owned(),
        _ => format!("{}\n{new}", shown(run)),
    }
}

/// What a new revision adds, as refinery sees it and as it lies there.
fn made(dir: &Path, message: &str) -> String {
    let before = files(dir);
    let known = seen(dir);
    let path = match new_revision(dir, message) {
        Ok(path) => path,
        Err(error) => return format!("an error: {error}"),
    };
    let new: Vec<i32> = seen(dir)
        .into_iter()
        .filter(|version| !known.contains(version))
        .collect();
    let mut lines = vec![match new[..] {
        [version] => format!("refinery finds one more: version {version}"),
        [] => "refinery finds nothing new".to_owned(),
        _ => format!("refinery finds {} more: {new:?}", new.len()),
    }];
    lines.extend(sides(dir, &path));
    let after = files(dir);
    let others = changes(&before, &after);
    let unexpected = others
        .lines()
        .filter(|line| !line.starts_with("new: ") || !is_of(&path, line));
    lines.extend(unexpected.map(str::to_owned));
    lines.join("\n")
}

/// The two files: the one that is named, and the one beside it.
fn sides(dir: &Path, path: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    if path.parent() != Some(dir) {
        lines.push("the path that it returns is not in the folder".to_owned());
    }
    if !path.is_file() {
        lines.push("the path that it returns is not that of a file".to_owned());
    }
    if path.to_string_lossy().ends_with(".down.sql") {
        lines.push("the path that it returns is that of the way down".to_owned());
        return lines;
    }
    lines.push(
        if path.with_extension("down.sql").is_file() {
            "a .down.sql is beside it"
        } else {
            "no .down.sql of the same name is beside it"
        }
        .to_owned(),
    );
    lines
}

/// Whether `new: NAME` is one of the two files of this revision.
fn is_of(path: &Path, line: &str) -> bool {
    let names = [path.to_owned(), path.with_extension("down.sql")];
    let names = names.map(|path| {
        path.file_name()
            .map(|name| format!("new: {}", name.to_string_lossy()))
    });
    names.iter().flatten().any(|name| name == line)
}

/// refinery reads no folder with such a number in it. Who reads the names by themselves may go on
/// from V2.
fn beside_a_date(dir: &Path) -> String {
    let before = files(dir);
    let answer = new_revision(dir, "adds books");
    let changed = changes(&before, &files(dir));
    let number = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (number, _) = name.split_once("__").unwrap_or_default();
        number.replacen('V', "", 1).parse::<i64>().ok()
    };
    match answer.map(|path| number(&path)) {
        Err(_) if changed.is_empty() => "an error, or V3".to_owned(),
        Err(_) => format!("an error; {}", on_one_line(&changed)),
        Ok(Some(3)) => "an error, or V3".to_owned(),
        Ok(Some(number)) => format!("Ok: one more V{number}"),
        Ok(None) => "Ok: a file without a number".to_owned(),
    }
}

fn seen(dir: &Path) -> Vec<i32> {
    load_sql_migrations(dir)
        .map(|found| found.iter().map(Migration::version).collect())
        .unwrap_or_default()
}

/// The text of the way up that is made for a message.
fn up(dir: &Path, message: &str) -> Result<String, String> {
    let path = new_revision(dir, message).map_err(|error| format!("an error: {error}"))?;
    fs::read_to_string(path).map_err(|error| format!("the new file: {error}"))
}

/// The text of the way down.
fn down(dir: &Path, message: &str) -> Result<String, String> {
    let path = new_revision(dir, message).map_err(|error| format!("an error: {error}"))?;
    fs::read_to_string(path.with_extension("down.sql"))
        .map_err(|error| format!("the way down: {error}"))
}

/// Whether the file that is made for a message has these words of it, each by itself.
fn held(dir: &Path, message: &str, words: &[&str]) -> String {
    let text = match up(dir, message) {
        Ok(text) => text,
        Err(error) => return error,
    };
    let is_missing = |word: &&&str| !text.contains(**word);
    let missing: Vec<&str> = words.iter().filter(is_missing).copied().collect();
    let glued = words.windows(2).find(|pair| text.contains(&pair.concat()));
    match (&missing[..], glued) {
        ([], None) => "it is there".to_owned(),
        ([], Some(pair)) => format!("one word: {}", pair.concat()),
        _ => format!("missing: {}", missing.join(" ")),
    }
}

/// Whether a file holds all signs of its message in their order. A comment may need blanks between
/// them, and backslashes.
fn held_whole(dir: &Path, message: &str) -> String {
    let bare = |text: &str| text.replace(|c: char| c.is_whitespace() || c == '\\', "");
    match up(dir, message) {
        Ok(text) if bare(&text).contains(&bare(message)) => "it is there".to_owned(),
        Ok(_) => "it is not all there".to_owned(),
        Err(error) => error,
    }
}

/// A new file has no work to do yet: running it must do nothing.
fn harmless(database: &Path, sql: &Result<String, String>) -> String {
    let sql = match sql {
        Ok(sql) => sql,
        Err(error) => return error.clone(),
    };
    let fill = |db: &Connection| {
        FIRST_TWO
            .iter()
            .try_for_each(|(_, sql)| db.execute_batch(sql))
            .and_then(|()| db.execute_batch(ROWS))
    };
    let db = open(database).expect("a database");
    fill(&db).expect("a filled database");
    let version = || db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    let before = (dump(database), version());
    // refinery runs a file within a transaction.
    let run = db
        .execute_batch("SAVEPOINT refinery")
        .and_then(|()| theirs(|| db.execute_batch(sql)))
        .and_then(|()| db.execute_batch("RELEASE refinery"));
    match run {
        Err(error) => format!("the new file, run as it is: {error}"),
        Ok(()) if version() != before.1 => {
            "the new file, run as it is, changes the user_version".to_owned()
        }
        Ok(()) if dump(database) == before.0 => {
            "the new file, run as it is, changes nothing".to_owned()
        }
        Ok(()) => "the new file, run as it is, changes the database".to_owned(),
    }
}

/// Somebody has deleted a way up and forgotten the way down, and the same message comes again.
fn orphan(dir: &Path) -> String {
    let first = match new_revision(dir, "adds books") {
        Ok(path) => dir.join(path.file_name().unwrap_or_default()),
        Err(error) => return format!("an error: {error}"),
    };
    if let Err(error) = fs::remove_file(&first) {
        return format!(
            "the path that it returns is not that of a file: {}",
            error.kind()
        );
    }
    let left = first.with_extension("down.sql");
    fs::write(&left, "DROP TABLE books;\n").expect("a file");
    let before = files(dir);
    let answer = new_revision(dir, "adds books");
    let changed = changes(&before, &files(dir));
    match answer {
        _ if changed.contains("gone: ") => "the old way down is gone".to_owned(),
        _ if changed.contains("changed: ") => "the old way down was written over".to_owned(),
        Ok(path) if path.file_name() == first.file_name() => {
            "made the same name again; the old way down is taken for its own".to_owned()
        }
        // The number above it is fine, and so is an error that has made nothing.
        Ok(_) => "the old way down is as it was".to_owned(),
        Err(_) if changed.is_empty() => "the old way down is as it was".to_owned(),
        Err(_) => format!(
            "the old way down is as it was; an error; {}",
            on_one_line(&changed)
        ),
    }
}

fn unchanged(answer: &str, before: &BTreeMap<String, Vec<u8>>, dir: &Path) -> String {
    match changes(before, &files(dir)) {
        same if same.is_empty() => format!("{answer}; nothing has changed"),
        changed => format!("{answer}; {}", on_one_line(&changed)),
    }
}

fn on_one_line(changed: &str) -> String {
    changed.replace('\n', "; ")
}

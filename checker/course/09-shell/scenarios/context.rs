//! The names, and whose connection it is.

use crate::shared::{
    bare, connect, faults, left, list, microblog, rows_of, settings, settings_since, stored,
    transaction, unlike, whole,
};
use rusqlite::Connection;
use scenario::{Scenario, TEXTS, unusual};
use shell::{Entry, MODELS, Model, ShellContext, make_shell_context};

const TAG: Model = Model {
    name: "Tag",
    table: "tags",
};

/// No table's name tells its name, one is called as one of the five, two share a table, and two names
/// differ by the case of a letter only.
const OTHERS: [Model; 4] = [
    Model {
        name: "Hero",
        table: "heroes",
    },
    Model {
        name: "Post",
        table: "articles",
    },
    Model {
        name: "Draft",
        table: "articles",
    },
    Model {
        name: "draft",
        table: "draft",
    },
];

/// Names that are commands of the shell, too, and one with a path in front.
const COMMANDS_AND_PATHS: [Model; 4] = [
    Model {
        name: "users",
        table: "people",
    },
    Model {
        name: "help",
        table: "help",
    },
    Model {
        name: "quit",
        table: "quit",
    },
    Model {
        name: "blog::User",
        table: "blog_users",
    },
];

pub fn run(s: &mut Scenario) {
    let file = microblog(s, "filled.db");
    s.observe("five-models", "the names of the five models", || {
        names(&make_shell_context(connect(&file), &MODELS))
    });
    s.observe(
        "no-tables",
        "the same, when there are no tables yet",
        || {
            let db = Connection::open_in_memory().expect("a database");
            names(&make_shell_context(db, &MODELS))
        },
    );
    s.observe("one-model-more", "Tag is registered, too", || {
        let models = [&MODELS[..], &[TAG]].concat();
        names(&make_shell_context(connect(&file), &models))
    });
    s.observe("one-model-alone", "Tag alone is registered", || {
        names(&make_shell_context(connect(&file), &[TAG]))
    });
    s.observe("what-they-stand-for", "what the names stand for", || {
        let ctx = make_shell_context(connect(&file), &[&[TAG], &OTHERS[..]].concat());
        let lines = ["db", "Tag", "Hero", "Post", "Draft", "draft"]
            .map(|name| format!("{name}: {}", stands_for(&ctx, name)));
        lines.join("\n")
    });
    s.observe(
        "odd-models",
        "no model at all; models with odd names, whose tables have the names of others",
        || {
            let none = names(&make_shell_context(connect(&file), &[]));
            let tables = TEXTS.iter().skip(1).chain(&TEXTS);
            let models = TEXTS.iter().zip(tables);
            let models = models.map(|(name, table)| Model { name, table });
            let models: Vec<Model> = models.chain(COMMANDS_AND_PATHS).collect();
            let ctx = make_shell_context(connect(&file), &models);
            let wrong = faults(&models, |model| match ctx.get(model.name) {
                Some(Entry::Model(found)) if found == *model => None,
                Some(Entry::Model(found)) => Some(format!("{model:?} became {found:?}")),
                _ => Some(format!("{:?} is no model", model.name)),
            });
            let wrong = wrong.unwrap_or_else(|| "each as it is".to_owned());
            let strange = ctx.names().count().abs_diff(models.len() + 1);
            format!("none: {none}\nodd ones: {wrong}; names too many or too few: {strange}")
        },
    );
    let file = microblog(s, "untouched.db");
    s.observe(
        "untouched",
        "a connection with other settings, at rest and in a transaction: all that it is and sees",
        || {
            let lines = ["", "BEGIN; DELETE FROM books; SAVEPOINT here"].map(|begin| {
                let db = connect(&file);
                unusual(&db).expect("settings");
                db.execute_batch(begin).expect("a transaction");
                let (own, seen) = (settings(&db), whole(&db));
                let changes = db.total_changes();
                let ctx = make_shell_context(db, &MODELS);
                let db = ctx.db();
                let seen = unlike(&whole(db), &seen).unwrap_or_else(|| "all as before".to_owned());
                let written = match db.total_changes() {
                    now if now == changes => "nothing was written".to_owned(),
                    now => format!("{now} rows written on it, and before there were {changes}"),
                };
                let settings = settings_since(db, &own);
                let transaction = transaction(db);
                let savepoint = match db.execute_batch("RELEASE here") {
                    Ok(()) => "its savepoint is there",
                    Err(_) => "there is no savepoint",
                };
                format!(
                    "settings {settings}; it sees {seen}; {written}; {transaction}; {savepoint}"
                )
            });
            lines.join("\n")
        },
    );
    let file = bare(s, "session.db");
    s.observe(
        "own-connection",
        "the connection: at rest, and with a user who is not committed yet",
        || {
            let db = connect(&file);
            let before = settings(&db);
            let ctx = make_shell_context(db, &MODELS);
            // To take a connection in and give it no name is nothing yet.
            if ctx.names().next().is_none() {
                return "nothing has a name in it".to_owned();
            }
            let rest = format!(
                "at rest, {}; its settings are {}",
                transaction(ctx.db()),
                settings_since(ctx.db(), &before)
            );
            let db = connect(&file);
            let sql = "CREATE TEMP TABLE mark (id INTEGER); BEGIN;
                INSERT INTO users (username, email) VALUES ('susan', 's@x.org')";
            db.execute_batch(sql).expect("a row");
            let ctx = make_shell_context(db, &MODELS);
            let own = rows_of(ctx.db());
            let mark = list(ctx.db(), "SELECT name FROM sqlite_temp_schema");
            format!(
                "{rest}\n{}; temporary tables: {mark}\nin the context, {own}\nfor others, {}",
                left(ctx.db()),
                stored(&file)
            )
        },
    );
}

/// In which order they are is the student's choice.
fn names(ctx: &ShellContext) -> String {
    let mut names: Vec<&str> = ctx.names().collect();
    names.sort_unstable();
    names.join(", ")
}

fn stands_for(ctx: &ShellContext, name: &str) -> String {
    match ctx.get(name) {
        None => "nothing".to_owned(),
        Some(Entry::Db) => "the database".to_owned(),
        Some(Entry::Model(model)) => format!("the model {}, table {}", model.name, model.table),
    }
}

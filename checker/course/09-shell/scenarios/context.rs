//! The names, and whose connection it is.

use crate::shared::{
    bare, connect, left, list, microblog, rows_of, settings, settings_since, stored, transaction,
};
use rusqlite::Connection;
use scenario::Scenario;
use shell::{Entry, MODELS, Model, ShellContext, make_shell_context};

const TAG: Model = Model {
    name: "Tag",
    table: "tags",
};

/// No table's name tells its name, one is called as one of the five, and two share a table.
const OTHERS: [Model; 3] = [
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
        let lines = ["db", "Tag", "Hero", "Post", "Draft"]
            .map(|name| format!("{name}: {}", stands_for(&ctx, name)));
        lines.join("\n")
    });
    let file = bare(s, "session.db");
    s.observe(
        "own-connection",
        "the connection: at rest, and with a user who is not committed yet",
        || {
            let db = connect(&file);
            let before = settings(&db);
            let ctx = make_shell_context(db, &MODELS);
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

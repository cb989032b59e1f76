//! One model for three databases: what the text says, and what the databases say.

use crate::shared::{self, Column, Database, described, first_fault};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, Server, TEXTS};
use std::collections::BTreeMap;
use urls::{Column as Field, Dialect, DialectError, Kind, TableDef, create_table};

pub fn run(s: &mut Scenario) {
    let mut id = String::new();
    s.observe(
        "sqlite-rows",
        "SQLite: tables that it takes, and rows that it refuses",
        || {
            let mut db = InMemory::with("").expect("a database");
            db.run("PRAGMA foreign_keys = ON").expect("a pragma");
            let told = tried(&mut *db, Dialect::Sqlite);
            let types = db.rows("SELECT type FROM pragma_table_info('user') WHERE name = 'id'");
            id = types.unwrap_or_default().concat().concat();
            told
        },
    );
    s.clue("sqlite-id-type", id);
    for (word, dialect, name) in [
        ("postgres", Dialect::Postgres, "PostgreSQL"),
        ("mysql", Dialect::MySql, "MySQL"),
    ] {
        s.observe(
            &format!("{word}-types"),
            &format!("{name}: the table books"),
            || text(&books(), dialect),
        );
        s.observe(
            &format!("{word}-reserved-words"),
            &format!("{name}: the tables user and group, and columns that need quotes"),
            || format!("{}\n{}", text(&user(), dialect), text(&group(), dialect)),
        );
    }
    s.observe(
        "mysql-pointer-type",
        "MySQL: an id and a column that points to it have one type",
        || {
            let pairs = [
                (type_of(&user(), "id"), type_of(&books(), "user_id")),
                (type_of(&group(), "nr"), type_of(&group(), "in")),
                (type_of(&user(), "name"), type_of(&group(), "from")),
            ];
            let is_fault = |(id, pointer): &(String, String)| id != pointer || id == NO_TYPE;
            let unequal = pairs.into_iter().filter(is_fault);
            let lines: Vec<String> = unequal
                .map(|(id, pointer)| format!("{id} and {pointer}"))
                .collect();
            if lines.is_empty() {
                "yes".to_owned()
            } else {
                lines.join("\n")
            }
        },
    );
    s.observe(
        "text-without-length",
        "a text without a length is a text in SQLite and PostgreSQL",
        || {
            let sqlite = create_table(&note(), Dialect::Sqlite).map(|sql| {
                let mut db = InMemory::with("").expect("a database");
                db.run(&format!("{sql}; INSERT INTO notes (body) VALUES ('007')"))?;
                db.rows("SELECT body FROM notes")
            });
            let sqlite = match sqlite {
                Ok(Ok(rows)) => format!("it takes 007, and gives {}", rows.concat().concat()),
                Ok(Err(error)) => error,
                Err(error) => format!("an error: {error}"),
            };
            format!("SQLite: {sqlite}\n{}", text(&note(), Dialect::Postgres))
        },
    );
    s.observe(
        "mysql-text-without-length",
        "a text without a length is an error in MySQL",
        || match create_table(&note(), Dialect::MySql) {
            Ok(_) => format!("no error: {}", text(&note(), Dialect::MySql)),
            Err(DialectError::LengthRequired { column }) => {
                format!("an error that names the column {column}")
            }
        },
    );
    s.observe(
        "quote-in-column",
        "a table, a column and a key whose names have a quote in them",
        || {
            let dialects = [
                (Dialect::Sqlite, "SQLite"),
                (Dialect::Postgres, "PostgreSQL"),
                (Dialect::MySql, "MySQL"),
            ];
            let lines =
                dialects.map(|(dialect, name)| format!("{name}: {}", quote_inside(dialect)));
            lines.join("\n")
        },
    );
    s.observe(
        "odd-names",
        "a table, a column and a key with the same odd name",
        || {
            let dialects = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql];
            let mut db = InMemory::with("").expect("a database");
            let all = dialects
                .into_iter()
                .flat_map(|dialect| TEXTS.iter().map(move |text| (text, dialect)))
                .map(|(text, dialect)| other_name(text, dialect, &mut *db));
            let in_errors = TEXTS.iter().enumerate();
            first_fault(all.chain(in_errors.map(|(number, text)| other_in_error(number, text))))
        },
    );
    s.observe(
        "all-columns",
        "a table of all kinds, required and not, unique and not, with a key and without",
        || {
            let dialects = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql];
            dialects
                .map(|dialect| format!("{dialect:?}: {}", every(dialect)))
                .join("\n")
        },
    );
    s.observe_on(
        Server::Postgres,
        "real-postgres",
        "a real PostgreSQL: rows, and what \\d shows",
        |url| shared::postgres::with_database(url, |db| on_server(db, Dialect::Postgres)),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb",
        "a real MariaDB: rows, and what \\d would show",
        |url| shared::mysql::with_database(url, |db| on_server(db, Dialect::MySql)),
    );
}

fn user() -> TableDef {
    TableDef::new("user")
        .with(Field::new("id", Kind::Id))
        .with(
            Field::new("name", Kind::String(Some(64)))
                .required()
                .unique(),
        )
        .with(Field::new("order", Kind::Integer))
}

fn books() -> TableDef {
    TableDef::new("books")
        .with(Field::new("id", Kind::Id))
        .with(Field::new("title", Kind::String(Some(120))).required())
        .with(Field::new("added", Kind::Time))
        .with(Field::new("cover", Kind::Bytes))
        .with(
            Field::new("user_id", Kind::Integer)
                .required()
                .references("user", "id"),
        )
}

/// Each name but one needs quotes, the id stands second and is called otherwise, and the keys
/// point to a text and to the table itself.
fn group() -> TableDef {
    TableDef::new("group")
        .with(
            Field::new("from", Kind::String(Some(64)))
                .required()
                .references("user", "name"),
        )
        .with(Field::new("nr", Kind::Id))
        .with(Field::new("due date", Kind::Time).required())
        .with(Field::new("shelfNo", Kind::Integer).unique())
        .with(Field::new("select", Kind::String(Some(12))).unique())
        .with(Field::new("in", Kind::Integer).references("group", "nr"))
}

fn note() -> TableDef {
    TableDef::new("notes")
        .with(Field::new("id", Kind::Id))
        .with(Field::new("body", Kind::String(None)))
        .with(Field::new("title", Kind::String(Some(80))))
}

/// What is left of names that have the quote of their own dialect in them. Which quotes stand
/// around them is judged elsewhere.
fn quote_inside(dialect: Dialect) -> String {
    let size = if dialect == Dialect::MySql {
        "`inch`"
    } else {
        "5\" disk"
    };
    let mut sqlite = InMemory::with("").expect("a database");
    match names(size, dialect, &mut *sqlite) {
        Ok([table, column, key]) => {
            let [table, column, key] = [table, column, key].map(|name| bare(&name));
            format!("{table}: {column}, points to {key}")
        }
        Err(why) => format!("not understood: {why}"),
    }
}

/// The names of a table, of a column of it, and of that to which this points, if all are
/// called so.
fn names(name: &str, dialect: Dialect, sqlite: &mut Connection) -> Result<[String; 3], String> {
    let table = TableDef::new(name)
        .with(Field::new("id", Kind::Id))
        .with(Field::new(name, Kind::Integer).references(name, name));
    let sql = create_table(&table, dialect).map_err(|error| error.to_string())?;
    if dialect == Dialect::Sqlite {
        return names_in_sqlite(&sql, sqlite);
    }
    let (table, columns, _) = Reader::read(&sql, dialect)?;
    let last = columns.last();
    let key = last.and_then(|column| column.points_to.clone());
    let column = last.map(|column| column.name.clone());
    Ok([Some(table), column, key].map(Option::unwrap_or_default))
}

/// What became of an odd name, if it is not the same any more.
fn other_name(name: &str, dialect: Dialect, sqlite: &mut Connection) -> Option<String> {
    let meant = [name.to_owned(), name.to_owned(), format!("{name}({name})")];
    match names(name, dialect, sqlite) {
        Ok(names) if names == meant => None,
        Ok([table, column, key]) => Some(format!(
            "{dialect:?}: of {name:?} became the table {table:?}, the column {column:?} and the key {key:?}"
        )),
        Err(why) => Some(format!("{dialect:?}: {name:?} is not understood: {why}")),
    }
}

/// What `LengthRequired` calls a column, if that is not its name. Whether it is required or unique
/// does not matter.
fn other_in_error(number: usize, name: &str) -> Option<String> {
    let table = TableDef::new("notes")
        .with(Field::new("id", Kind::Id))
        .with(Field::new("title", Kind::String(Some(80))))
        .with(Field {
            required: number % 2 == 0,
            unique: number % 4 < 2,
            ..Field::new(name, Kind::String(None))
        });
    match create_table(&table, Dialect::MySql) {
        Err(DialectError::LengthRequired { column }) if column == name => None,
        Err(error) => Some(format!("MySql: the error of {name:?} is: {error}")),
        Ok(_) => Some(format!("MySql: no error for {name:?}")),
    }
}

/// A table with each kind of column that `dialect` has, and what a right answer makes of it.
fn of_all_kinds(dialect: Dialect) -> (TableDef, Vec<Column>) {
    let mut kinds = vec![
        (Kind::Integer, "integer", Some("id")),
        (Kind::Integer, "integer", None),
        (Kind::String(Some(1)), "text of 1", None),
        (Kind::String(Some(255)), "text of 255", Some("code")),
        (Kind::String(Some(300)), "text of 300", None),
        (Kind::Time, "time", None),
        (Kind::Bytes, "bytes", None),
    ];
    if dialect != Dialect::MySql {
        kinds.push((Kind::String(None), "text", None));
    }
    let mut table = TableDef::new("every")
        .with(Field::new("code", Kind::String(Some(255))).unique())
        .with(Field::new("id", Kind::Id).required());
    let code = Column {
        unique: true,
        ..Column::new("code", &in_dialect("text of 255", dialect))
    };
    let id = Column {
        key: true,
        auto: true,
        ..Column::new("id", "integer")
    };
    let mut columns = vec![code, id];
    for (kind, meaning, key) in kinds {
        for (required, unique) in [(false, false), (true, false), (false, true), (true, true)] {
            // MySQL cannot make an index of all bytes.
            if unique && kind == Kind::Bytes {
                continue;
            }
            let name = format!("c{}", columns.len());
            table = table.with(Field {
                required,
                unique,
                references: key.map(|key| ("every".to_owned(), key.to_owned())),
                ..Field::new(&name, kind)
            });
            columns.push(Column {
                required,
                unique,
                points_to: key.map(|key| format!("every({key})")),
                ..Column::new(&name, &in_dialect(meaning, dialect))
            });
        }
    }
    (table, columns)
}

/// What a kind is called there. SQLite knows no lengths, and takes anything for a time or bytes.
fn in_dialect(meaning: &str, dialect: Dialect) -> String {
    let meaning = match (dialect, meaning) {
        (Dialect::Sqlite, "integer") => "integer",
        (Dialect::Sqlite, "time" | "bytes") => "anything",
        (Dialect::Sqlite, _) => "text",
        _ => meaning,
    };
    meaning.to_owned()
}

/// Whether the text for a table of all kinds says what it should.
fn every(dialect: Dialect) -> String {
    let (table, meant) = of_all_kinds(dialect);
    let sql = match create_table(&table, dialect) {
        Ok(sql) => sql,
        Err(error) => return format!("an error: {error}"),
    };
    if dialect != Dialect::Sqlite {
        return match Reader::read(&sql, dialect) {
            Ok((_, columns, _)) => {
                let twice = name_given_twice(&table, dialect);
                twice.unwrap_or_else(|| compared(&columns, &meant))
            }
            Err(why) => format!("not understood: {why}"),
        };
    }
    let mut db = InMemory::with("").expect("a database");
    if let Err(error) = db.run(&sql) {
        return error;
    }
    let others = db.rows("SELECT name FROM sqlite_schema WHERE name <> 'every' AND sql <> '' AND name NOT LIKE 'sqlite%'");
    let others = others.unwrap_or_default().concat();
    if !others.is_empty() {
        return format!("made besides: {}", others.join(", "));
    }
    let columns = db.columns("every").unwrap_or_default();
    compared(&columns, &meant)
}

/// A name that two rules have, in the table or in this and one with the same columns, where the
/// server allows each name once: of all in a table, and in a database of MySQL's foreign keys and
/// of PostgreSQL's indexes.
fn name_given_twice(table: &TableDef, dialect: Dialect) -> Option<String> {
    let twin = TableDef {
        name: "twin".to_owned(),
        ..table.clone()
    };
    let mut known = BTreeMap::new();
    for table in [table, &twin] {
        let sql = create_table(table, dialect).unwrap_or_default();
        for (name, rule) in names_of_rules(&sql, dialect) {
            let in_database = match dialect {
                Dialect::MySql => rule == "foreign",
                Dialect::Postgres | Dialect::Sqlite => rule != "foreign",
            };
            let place = if in_database { "" } else { table.name.as_str() };
            let key = (place.to_owned(), name.to_lowercase());
            if let Some(first) = known.insert(key, table.name.clone()) {
                let second = &table.name;
                return Some(format!(
                    "the name {name} is given twice, in {first} and in {second}"
                ));
            }
        }
    }
    None
}

/// The first column that is not as it should be.
fn compared(columns: &[Column], meant: &[Column]) -> String {
    if columns.len() != meant.len() {
        return format!("{} columns, and not {}", columns.len(), meant.len());
    }
    let pairs = columns.iter().zip(meant);
    first_fault(pairs.map(|(column, meant)| {
        let mut column = column.clone();
        if meant.kind == "anything" && !column.kind.contains("default") {
            column.kind.clone_from(&meant.kind);
        }
        let (column, meant) = (column.told(), meant.told());
        (column != meant).then(|| format!("{}, and it is {}", column.trim(), meant.trim()))
    }))
}

/// The names of a table, of a column that is no key, and of that to which it points. The database
/// is left as it was.
fn names_in_sqlite(sql: &str, db: &mut Connection) -> Result<[String; 3], String> {
    db.run("BEGIN")?;
    let rows = db.run(sql).and_then(|()| db.rows(NAMES));
    db.run("ROLLBACK")?;
    let row = rows?.concat();
    row.try_into()
        .map_err(|row: Vec<String>| format!("{} names, and not 3", row.len()))
}

const NAMES: &str = "
    SELECT t.name, c.name, f.[table] || '(' || f.[to] || ')'
    FROM sqlite_schema t, pragma_table_info(t.name) c, pragma_foreign_key_list(t.name) f
    WHERE c.pk = 0";

/// A name without what is said of its quotes, or of its place.
fn bare(name: &str) -> String {
    let (name, _) = name.split_once(", but behind").unwrap_or((name, ""));
    let mut parts = name.split(" (in ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |bare, part| {
        let (_, rest) = part.split_once(')').unwrap_or_default();
        bare + rest
    })
}

fn on_server(db: &mut dyn Database, dialect: Dialect) -> String {
    let mut told = tried(db, dialect);
    for table in ["user", "books", "group"] {
        let columns = db.columns(table).unwrap_or_default();
        told = format!("{told}\n{}", described(table, &columns));
    }
    let (every, meant) = of_all_kinds(dialect);
    let made = create_table(&every, dialect).map_err(|error| error.to_string());
    let compared = match made.and_then(|sql| db.run(&sql)) {
        Ok(()) => compared(&db.columns("every").unwrap_or_default(), &meant),
        Err(error) => error,
    };
    format!(
        "{told}\na table of all kinds: {compared}\nodd names: {}",
        odd_on_server(db, dialect)
    )
}

/// Makes a table of each odd name that the server allows.
fn odd_on_server(db: &mut dyn Database, dialect: Dialect) -> String {
    // MariaDB allows no blank at the end, and only letters of at most three bytes.
    let is_allowed = |text: &&&str| {
        dialect == Dialect::Postgres
            || !text.ends_with([' ', '\n']) && text.chars().all(|c| c < '\u{10000}')
    };
    let quote = if dialect == Dialect::MySql { "`" } else { "\"" };
    first_fault(TEXTS.iter().filter(is_allowed).map(|text| {
        let table = TableDef::new(text).with(Field::new("id", Kind::Id)).with(
            Field::new(text, Kind::Integer)
                .unique()
                .references(text, text),
        );
        let made = create_table(&table, dialect).map_err(|error| error.to_string());
        let name = text.replace(quote, &quote.repeat(2));
        let asks = format!("SELECT {quote}{name}{quote} FROM {quote}{name}{quote}");
        let asked = made
            .and_then(|sql| db.run(&sql))
            .and_then(|()| db.run(&asks));
        asked.err().map(|error| format!("{text:?}: {error}"))
    }))
}

/// Makes the tables and tries some rows.
fn tried(db: &mut dyn Database, dialect: Dialect) -> String {
    for table in [user(), books(), group()] {
        let made = create_table(&table, dialect).map_err(|error| error.to_string());
        if let Err(error) = made.and_then(|sql| db.run(&sql)) {
            return format!("the table {} is not taken: {error}", table.name);
        }
    }
    let quote = if dialect == Dialect::MySql { '`' } else { '"' };
    let user = format!("{quote}user{quote}");
    let group = format!("{quote}group{quote}");
    let (bytes, time, size) = match dialect {
        Dialect::Sqlite => ("x'00ff'", "2026-11-21 10:00:00", "length"),
        Dialect::Postgres => ("'\\x00ff'", "2026-11-21 12:00:00+02", "octet_length"),
        Dialect::MySql => ("x'00ff'", "2026-11-21 10:00:00", "octet_length"),
    };
    let book = |title: &str, owner: u32| {
        format!(
            "INSERT INTO books (title, added, cover, user_id)
            VALUES ('{title}', '{time}', {bytes}, {owner})"
        )
    };
    let in_group = |columns: &[&str], values: &str| {
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("{quote}{column}{quote}"))
            .collect();
        let columns = columns.join(", ");
        format!("INSERT INTO {group} ({columns}) VALUES ({values})")
    };
    let mut tries = vec![
        (
            "susan, without an id",
            format!("INSERT INTO {user} (name) VALUES ('susan')"),
        ),
        (
            "john, without an id",
            format!("INSERT INTO {user} (name) VALUES ('john')"),
        ),
        (
            "a second susan, and names are unique",
            format!("INSERT INTO {user} (name) VALUES ('susan')"),
        ),
        (
            "a user without a name, which is required",
            format!("INSERT INTO {user} ({quote}order{quote}) VALUES (7)"),
        ),
        ("a book of susan's", book("Dune", 1)),
        ("a book of nobody's, against its key", book("Emma", 99)),
        (
            "a book without a title, which is required",
            "INSERT INTO books (user_id) VALUES (1)".to_owned(),
        ),
        ("a book called 007", book("007", 1)),
        (
            "a group of susan's, on shelf 7, in no group",
            in_group(
                &["from", "due date", "shelfNo", "select"],
                &format!("'susan', '{time}', 7, 'a'"),
            ),
        ),
        (
            "one more on shelf 7, and shelves are unique",
            in_group(
                &["from", "due date", "shelfNo", "select"],
                &format!("'susan', '{time}', 7, 'b'"),
            ),
        ),
        (
            "two groups without a shelf",
            in_group(
                &["from", "due date"],
                &format!("'susan', '{time}'), ('susan', '{time}'"),
            ),
        ),
        (
            "a group of nobody's, against its key",
            in_group(&["from", "due date"], &format!("'emma', '{time}'")),
        ),
        (
            "a group without a date, which is required",
            in_group(&["from"], "'susan'"),
        ),
        (
            "a group in a group that is not there, against its key",
            in_group(
                &["from", "due date", "in"],
                &format!("'susan', '{time}', 99"),
            ),
        ),
        (
            "susan leaves, and her books stay",
            format!("DELETE FROM {user} WHERE name = 'susan'"),
        ),
    ];
    if dialect != Dialect::MySql {
        // MariaDB takes the two for the same.
        let john = format!("INSERT INTO {user} (name) VALUES ('JOHN')");
        tries.push(("john in capital letters", john));
    }
    if dialect != Dialect::Sqlite {
        // SQLite takes a length for a comment.
        tries.push(("a title of 121 letters", book(&"x".repeat(121), 1)));
    }
    let mut lines: Vec<String> = Vec::new();
    for (what, sql) in tries {
        // In a transaction, where a key that is only checked at its end has not been checked yet.
        let is_of_key = what.ends_with("against its key");
        let begun = !is_of_key || db.run("BEGIN").is_ok();
        let word = if begun && db.run(&sql).is_ok() {
            "taken"
        } else {
            "refused"
        };
        if is_of_key {
            db.run("ROLLBACK").expect("a transaction");
        }
        lines.push(format!("{what}: {word}"));
    }
    let mut ask = |what: &str, sql: &str| {
        let rows = db.rows(sql).unwrap_or_default();
        let rows: Vec<String> = rows.into_iter().map(|row| row.join(" ")).collect();
        lines.push(format!("{what}: {}", rows.join(", ")));
    };
    // A number that was drawn for a refused row is lost on a server, and so are those of
    // rows that are taken back.
    ask(
        "ids of users",
        &format!("SELECT id FROM {user} WHERE id < 3 ORDER BY id"),
    );
    ask(
        "bytes of the cover",
        &format!("SELECT {size}(cover) FROM books WHERE title = 'Dune'"),
    );
    match dialect {
        // With a session far from UTC the same moment must come back.
        Dialect::Postgres => ask(
            "hour of the book, in UTC",
            "SELECT extract(hour FROM added AT TIME ZONE 'UTC')::int FROM books
            WHERE title = 'Dune'",
        ),
        Dialect::MySql => ask(
            "hour of the book",
            "SELECT hour(added) FROM books WHERE title = 'Dune'",
        ),
        Dialect::Sqlite => {
            ask(
                "time of the book",
                "SELECT added FROM books WHERE title = 'Dune'",
            );
            ask(
                "titles, and their types with that of user_id",
                "SELECT title, typeof(title), typeof(user_id) FROM books ORDER BY id",
            );
        }
    }
    lines.join("\n")
}

fn type_of(table: &TableDef, column: &str) -> String {
    let sql = create_table(table, Dialect::MySql).unwrap_or_default();
    let read = Reader::read(&sql, Dialect::MySql);
    let types = read.map(|(_, _, types)| types).unwrap_or_default();
    let found = types.into_iter().find(|(name, _)| name == column);
    found.map_or(NO_TYPE.to_owned(), |(_, kind)| kind)
}

const NO_TYPE: &str = "nothing";

/// What the text of a `CREATE TABLE` says, whatever its spelling.
fn text(table: &TableDef, dialect: Dialect) -> String {
    match create_table(table, dialect) {
        Err(error) => format!("an error: {error}"),
        Ok(sql) => match Reader::read(&sql, dialect) {
            Ok((name, columns, _)) => described(&name, &columns),
            Err(why) => format!("not understood: {why}"),
        },
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(char, String),
    Sign(char),
}

type Read = (String, Vec<Column>, Vec<(String, String)>);

/// Reads one `CREATE TABLE`, as far as this course needs it.
struct Reader {
    tokens: Vec<Token>,
    at: usize,
    dialect: Dialect,
}

impl Reader {
    fn read(sql: &str, dialect: Dialect) -> Result<Read, String> {
        let mut reader = Self {
            tokens: tokens(sql, dialect),
            at: 0,
            dialect,
        };
        if !(reader.takes(&["CREATE", "TABLE"])) {
            let first = reader.word().unwrap_or_default().to_ascii_uppercase();
            return Err(format!(
                "it begins with {first:?}, and not with CREATE TABLE"
            ));
        }
        reader.takes(&["IF", "NOT", "EXISTS"]);
        let table = reader.name()?;
        reader.sign('(')?;
        let (mut columns, mut types): (Vec<Column>, Vec<(String, String)>) =
            (Vec::new(), Vec::new());
        loop {
            if !reader.constraint(&mut columns)? {
                let (column, kind) = reader.column()?;
                types.push((column.name.clone(), kind));
                columns.push(column);
            }
            if reader.sign(',').is_err() {
                break;
            }
        }
        reader.sign(')')?;
        reader.options()?;
        Ok((table, columns, types))
    }

    /// What stands behind the columns, up to the end of the statement.
    fn options(&mut self) -> Result<(), String> {
        let strange: &[&str] = match self.dialect {
            Dialect::Postgres => &["STRICT", "WITHOUT", "ENGINE", "CHARSET"],
            Dialect::MySql | Dialect::Sqlite => &["STRICT", "WITHOUT"],
        };
        while let Some(token) = self.peek().filter(|token| **token != Token::Sign(';')) {
            if let Token::Word(word) = token
                && strange.contains(&word.to_ascii_uppercase().as_str())
            {
                return Err(format!("{word} behind the last parenthesis"));
            }
            self.at += 1;
        }
        if self
            .tokens
            .iter()
            .skip(self.at)
            .any(|token| *token != Token::Sign(';'))
        {
            return Err("more than one statement".to_owned());
        }
        Ok(())
    }

    /// A constraint of the whole table, if one stands here.
    fn constraint(&mut self, columns: &mut [Column]) -> Result<bool, String> {
        if self.takes(&["CONSTRAINT"]) {
            self.name()?;
        }
        let mark: fn(&mut Column) = if self.takes(&["PRIMARY", "KEY"]) {
            |column| column.key = true
        } else if self.takes(&["UNIQUE"]) {
            if self.takes(&["NULLS", "NOT", "DISTINCT"]) {
                one_without_value
            } else {
                |column| column.unique = true
            }
        } else if self.takes(&["FOREIGN", "KEY"]) {
            let of = self.names()?;
            if !self.takes(&["REFERENCES"]) {
                return Err("a foreign key without REFERENCES".to_owned());
            }
            let (table, keys) = (self.name()?, self.names()?);
            let column = columns
                .iter_mut()
                .find(|column| of == [column.name.as_str()]);
            let column = column.ok_or("a foreign key of an unknown column")?;
            let actions = self.actions();
            column.points_to = Some(format!("{table}({}){actions}", keys.join(", ")));
            self.rest();
            return Ok(true);
        } else if self.dialect == Dialect::MySql && (self.takes(&["KEY"]) || self.takes(&["INDEX"]))
        {
            // An index that is no rule.
            self.rest();
            return Ok(true);
        } else {
            return Ok(false);
        };
        while self.peek() != Some(&Token::Sign('(')) {
            self.at += 1;
            if self.at > self.tokens.len() {
                return Err("it ends in the middle".to_owned());
            }
        }
        let of = self.names()?;
        let column = columns
            .iter_mut()
            .find(|column| of == [column.name.as_str()]);
        mark(column.ok_or("a constraint of an unknown column")?);
        self.rest();
        Ok(true)
    }

    /// What else a foreign key does when a row is deleted that it points to, or that it is checked
    /// later than usual.
    fn actions(&mut self) -> &'static str {
        let mut told = "";
        loop {
            let usual: [&[&str]; 2] = [&["NOT", "DEFERRABLE"], &["INITIALLY", "IMMEDIATE"]];
            if usual.into_iter().any(|words| self.takes(words)) {
                continue;
            }
            if self.takes(&["DEFERRABLE"]) || self.takes(&["INITIALLY", "DEFERRED"]) {
                told = ", checked later";
                continue;
            }
            let is_delete = self.takes(&["ON", "DELETE"]);
            if !is_delete && !self.takes(&["ON", "UPDATE"]) {
                return told;
            }
            let known: [(&[&str], &str); 5] = [
                (&["CASCADE"], ", on delete cascade"),
                (&["SET", "NULL"], ", on delete set null"),
                (&["SET", "DEFAULT"], ", on delete set default"),
                (&["RESTRICT"], ""),
                (&["NO", "ACTION"], ""),
            ];
            let found = known.into_iter().find(|(words, _)| self.takes(words));
            if let (true, Some((_, action))) = (is_delete, found) {
                told = action;
            }
        }
    }

    /// A column, and its type's own name.
    fn column(&mut self) -> Result<(Column, String), String> {
        const ENDS: [&str; 12] = [
            "NOT",
            "NULL",
            "PRIMARY",
            "UNIQUE",
            "REFERENCES",
            "DEFAULT",
            "CHECK",
            "GENERATED",
            "AUTO_INCREMENT",
            "AUTOINCREMENT",
            "CONSTRAINT",
            "COLLATE",
        ];
        let name = self.name()?;
        let mut kind: Vec<String> = Vec::new();
        let mut length = None;
        while let Some(Token::Word(word)) = self.peek().cloned() {
            let word = word.to_ascii_uppercase();
            if ENDS.contains(&word.as_str()) {
                break;
            }
            kind.push(word);
            self.at += 1;
            if self.sign('(').is_ok() {
                length = self.word();
                self.skip_to_closing();
            }
        }
        let kind = kind.join(" ");
        let (meaning, auto) = meaning(&kind, length.as_deref(), self.dialect);
        let mut column = Column {
            auto,
            ..Column::new(&name, &meaning)
        };
        self.attributes(&mut column)?;
        Ok((column, kind.replace("INTEGER", "INT")))
    }

    /// What stands behind a column's type.
    fn attributes(&mut self, column: &mut Column) -> Result<(), String> {
        while let Some(token) = self.peek().cloned() {
            if matches!(token, Token::Sign(',' | ')')) {
                break;
            }
            if self.takes(&["NOT", "NULL"]) {
                column.required = true;
            } else if self.takes(&["PRIMARY", "KEY"]) {
                column.key = true;
            } else if self.takes(&["UNIQUE"]) {
                column.unique = true;
                self.takes(&["KEY"]);
                if self.takes(&["NULLS", "NOT", "DISTINCT"]) {
                    one_without_value(column);
                }
            } else if self.dialect == Dialect::Postgres && self.takes(&["GENERATED"]) {
                while !self.takes(&["IDENTITY"]) {
                    self.at += 1;
                    if self.at > self.tokens.len() {
                        return Err("GENERATED without AS IDENTITY".to_owned());
                    }
                }
                column.auto = true;
            } else if self.dialect == Dialect::MySql && self.takes(&["AUTO_INCREMENT"]) {
                column.auto = true;
            } else if self.takes(&["REFERENCES"]) {
                let (table, keys) = (self.name()?, self.names().unwrap_or_default());
                let note = if self.dialect == Dialect::MySql {
                    ", but behind the column, where MySQL 8 does nothing with it"
                } else {
                    ""
                };
                let actions = self.actions();
                column.points_to = Some(format!("{table}({}){actions}{note}", keys.join(", ")));
            } else if self.takes(&["DEFAULT"]) {
                if !self.takes(&["NULL"]) {
                    column.kind = format!("{}, with a default", column.kind);
                    self.at += 1;
                }
            } else if self.takes(&["ON", "UPDATE"]) {
                column.kind = format!("{}, changed with each row", column.kind);
            } else if let Token::Word(word) = &token
                && ["AUTOINCREMENT", "AUTO_INCREMENT", "GENERATED"]
                    .iter()
                    .any(|strange| word.eq_ignore_ascii_case(strange))
            {
                column.kind = format!("{} {}", column.kind, word.to_ascii_uppercase());
                self.at += 1;
            } else {
                self.at += 1;
                if token == Token::Sign('(') {
                    self.skip_to_closing();
                }
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.peek().cloned() else {
            return None;
        };
        self.at += 1;
        Some(word)
    }

    /// Goes on behind these words, if they stand here.
    fn takes(&mut self, words: &[&str]) -> bool {
        let found = words.iter().enumerate().all(|(index, word)| {
            matches!(self.tokens.get(self.at + index), Some(Token::Word(found))
                if found.eq_ignore_ascii_case(word))
        });
        self.at += if found { words.len() } else { 0 };
        found
    }

    fn sign(&mut self, sign: char) -> Result<(), String> {
        if self.peek() == Some(&Token::Sign(sign)) {
            self.at += 1;
            Ok(())
        } else {
            Err(format!("no {sign} where one should be"))
        }
    }

    /// A name, and what is wrong with the way in which it is written.
    fn name(&mut self) -> Result<String, String> {
        let reserved: &[&str] = match self.dialect {
            Dialect::Postgres => &[
                "user", "order", "group", "from", "select", "in", "null", "true",
            ],
            Dialect::MySql | Dialect::Sqlite => {
                &["order", "group", "from", "select", "in", "null", "true"]
            }
        };
        let quote = if self.dialect == Dialect::MySql {
            '`'
        } else {
            '"'
        };
        let name = match self.peek() {
            Some(Token::Quoted(sign, name)) if *sign == quote => name.clone(),
            Some(Token::Quoted(sign, name)) => {
                format!("{name} (in {sign}, a name in no {:?})", self.dialect)
            }
            Some(Token::Word(name)) if reserved.contains(&name.to_ascii_lowercase().as_str()) => {
                format!("{name} (a reserved word, not quoted)")
            }
            Some(Token::Word(name)) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{name} (a number, not quoted)")
            }
            Some(Token::Word(name)) => name.to_ascii_lowercase(),
            _ => return Err("no name where one should be".to_owned()),
        };
        self.at += 1;
        Ok(name)
    }

    fn names(&mut self) -> Result<Vec<String>, String> {
        self.sign('(')?;
        let mut names = vec![self.name()?];
        while self.sign(',').is_ok() {
            names.push(self.name()?);
        }
        self.sign(')')?;
        Ok(names)
    }

    /// Leaves out what stands before the next comma, or the end, of this list.
    fn rest(&mut self) {
        while let Some(token) = self.peek().cloned() {
            if matches!(token, Token::Sign(',' | ')')) {
                break;
            }
            self.at += 1;
            if token == Token::Sign('(') {
                self.skip_to_closing();
            }
        }
    }

    fn skip_to_closing(&mut self) {
        let mut depth = 1;
        while let (Some(token), 1..) = (self.peek(), depth) {
            depth += match token {
                Token::Sign('(') => 1,
                Token::Sign(')') => -1,
                _ => 0,
            };
            self.at += 1;
        }
    }
}

/// The name of each rule that has one, and the first word of what it says, in small letters.
fn names_of_rules(sql: &str, dialect: Dialect) -> Vec<(String, String)> {
    let tokens = tokens(sql, dialect);
    let rules = tokens.windows(3).filter_map(|three| match three {
        [
            Token::Word(word),
            Token::Word(name) | Token::Quoted(_, name),
            Token::Word(rule),
        ] if word.eq_ignore_ascii_case("constraint") => {
            Some((name.clone(), rule.to_ascii_lowercase()))
        }
        _ => None,
    });
    rules.collect()
}

fn one_without_value(column: &mut Column) {
    column.unique = true;
    column.kind = format!("{}, one row without a value at most", column.kind);
}

/// What a type means, and whether the database gives the value.
fn meaning(kind: &str, length: Option<&str>, dialect: Dialect) -> (String, bool) {
    let text = |meaning: &str| (meaning.to_owned(), false);
    match (dialect, kind, length) {
        (Dialect::Postgres, "SERIAL" | "BIGSERIAL" | "SERIAL4" | "SERIAL8", _) => {
            ("integer".to_owned(), true)
        }
        (Dialect::Postgres, "INT" | "INTEGER" | "INT4" | "BIGINT" | "INT8", _) => text("integer"),
        (Dialect::Postgres, "VARCHAR" | "CHARACTER VARYING" | "CHAR VARYING", Some(length)) => {
            text(&format!("text of {length}"))
        }
        (Dialect::Postgres, "TEXT" | "VARCHAR" | "CHARACTER VARYING", None) => text("text"),
        (Dialect::Postgres, "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE", _) => text("time"),
        (Dialect::Postgres, "BYTEA", _) => text("bytes"),
        (Dialect::MySql, "SERIAL", _) => ("integer".to_owned(), true),
        (
            Dialect::MySql,
            "INT" | "INTEGER" | "BIGINT" | "INT UNSIGNED" | "INTEGER UNSIGNED" | "BIGINT UNSIGNED",
            _,
        ) => text("integer"),
        (
            Dialect::MySql,
            "VARCHAR" | "CHARACTER VARYING" | "CHAR VARYING" | "VARCHAR CHARACTER SET UTF8MB4",
            Some(length),
        ) => text(&format!("text of {length}")),
        (Dialect::MySql, "DATETIME" | "TIMESTAMP", _) => text("time"),
        (Dialect::MySql, "MEDIUMBLOB" | "LONGBLOB", _) => text("bytes"),
        (Dialect::MySql, "BLOB" | "VARBINARY" | "TINYBLOB", length) => {
            let usual = if kind == "TINYBLOB" { 255 } else { 65_535 };
            let length = length.map_or(Some(usual), |length| length.parse().ok());
            text(&shared::bytes(length.unwrap_or(0)))
        }
        (_, "", _) => text("no type"),
        (_, other, length) => {
            let length = length.map_or(String::new(), |length| format!("({length})"));
            text(&format!("{other}{length}, which is another type there"))
        }
    }
}

/// What stands between this quote and the next one that is not doubled, and how long it is
/// with both of them.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let (mut name, mut at) = (String::new(), 1);
    loop {
        let end = text[at..]
            .find(quote)
            .map_or(text.len(), |found| at + found);
        name.push_str(&text[at..end]);
        at = (end + 1).min(text.len());
        if !text[at..].starts_with(quote) {
            return (name, at);
        }
        name.push(quote);
        at += 1;
    }
}

/// Words, quoted texts and signs. Comments are left out, as blanks are.
fn tokens(sql: &str, dialect: Dialect) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_quote = matches!(first, '"' | '`' | '\'');
        let is_line = rest.starts_with("--") || first == '#' && dialect == Dialect::MySql;
        let length = if is_line {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inside) = rest.strip_prefix("/*") {
            inside.find("*/").map_or(rest.len(), |at| at + 4)
        } else if is_quote {
            let (name, length) = quoted(rest, first);
            tokens.push(Token::Quoted(first, name));
            length
        } else if first.is_alphanumeric() || first == '_' {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            tokens.push(Token::Sign(first));
            first.len_utf8()
        };
        rest = rest[length..].trim_start();
    }
    tokens
}

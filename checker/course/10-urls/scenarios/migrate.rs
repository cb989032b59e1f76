//! The same function on SQLite, on two servers, and on something that is no database.

use crate::shared::{self, Database, described, first_fault};
use refinery::{Migrate, Migration};
use refinery_core::traits::sync::{Query, Transaction};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, Server, TEXTS, open, settings};
use std::fmt;
use urls::{Dialect, migrate};

pub fn run(s: &mut Scenario) {
    let [cut, filled] = [s.empty("cut.db"), s.filled("filled.db")];
    s.observe(
        "sqlite-new",
        "SQLite: V2 and V1 are given, then V10, too",
        || story(&mut *memory(), Dialect::Sqlite),
    );
    s.observe(
        "sqlite-filled",
        "SQLite: a database that holds a microblog",
        || {
            let mut db = open(&filled).expect("a database");
            let told = story(&mut db, Dialect::Sqlite);
            let posts = db.rows("SELECT count(*) FROM posts").expect("posts");
            format!("{told}\nposts: {}", posts[0][0])
        },
    );
    s.observe("no-migrations", "no migrations", || {
        said(migrate(&mut *memory(), &[]))
    });
    let mut in_order = String::new();
    s.observe(
        "sqlite-failure",
        "SQLite: V2, V1 and V10 are given, V2 fails, then V10, and both are mended",
        || {
            in_order = stays(&mut *memory());
            failure(&mut *memory(), Dialect::Sqlite)
        },
    );
    s.clue("stays-in-order", in_order);
    // A date for a version: is it too large, or is it the fifth?
    let mut date_alone = String::new();
    s.observe(
        "any-order",
        "SQLite: five versions in any order, each number of them first",
        || {
            // Without any of them in the history, in three orders.
            let all = (0..=VERSIONS.len()).map(|at| (at, [3, 1][at % 2]));
            let all = [(0, 0), (0, 1)].into_iter().chain(all);
            let own = settings(&memory());
            let told = first_fault(all.map(|(at, turned)| other_run(at, turned, &own)));
            date_alone = said(migrate(&mut *memory(), &logging()[4..]));
            told
        },
    );
    s.clue("date-alone", date_alone);
    s.observe(
        "any-failure",
        "SQLite: each of five versions fails, with each number of them applied before",
        || {
            let all = (1..VERSIONS.len()).flat_map(|fails| [(fails / 2, fails), (fails, fails)]);
            let all = [(0, 0)].into_iter().chain(all);
            let own = settings(&memory());
            first_fault(all.map(|(at, fails)| other_failure(at, fails, &own)))
        },
    );
    s.observe(
        "odd-texts",
        "SQLite: a version of many statements, with a trigger and odd texts",
        odd_texts,
    );
    s.observe(
        "v1-changed",
        "V1 was changed after it had run, with V2 to run and without",
        || {
            let mut db = memory();
            let [first, second, _] = migrations(Dialect::Sqlite);
            let before = said(migrate(&mut *db, &[first.clone()]));
            let changed = migration(1, "books", &format!("{} ", first.sql().unwrap_or_default()));
            let after = refused(migrate(&mut *db, &[changed.clone(), second]));
            let nothing_new = refused(migrate(&mut *db, &[changed]));
            format!(
                "before: {before}\nafter: {after}\nnothing new: {nothing_new}\n{}",
                history(&mut *db)
            )
        },
    );
    s.observe(
        "v2-missing",
        "V2 has run, and is missing now, with V10 to run and without",
        || {
            let mut db = memory();
            let [first, second, third] = migrations(Dialect::Sqlite);
            let before = said(migrate(&mut *db, &[first.clone(), second]));
            let after = refused(migrate(&mut *db, &[first.clone(), third]));
            let nothing_new = refused(migrate(&mut *db, &[first]));
            format!(
                "before: {before}\nafter: {after}\nnothing new: {nothing_new}\n{}",
                history(&mut *db)
            )
        },
    );
    s.observe(
        "power-cut",
        "the power fails between V2 or V10 and its row in the history",
        || {
            let mut db = open(&cut).expect("a database");
            let sqlite = power_cut(&mut db);
            [
                ("SQLite", sqlite),
                ("no database", fake_cut()),
                ("no database, as MySQL", fake_row_cut()),
            ]
            .map(|(place, told)| each_in(place, &told))
            .join("\n")
        },
    );
    s.observe(
        "no-database",
        "a connection that is no database: what it is told to run",
        || {
            let mut fake = Fake::new(&migrations(Dialect::Sqlite));
            let [first, second, third] = migrations(Dialect::Sqlite);
            let once = said(migrate(&mut fake, &[second.clone(), first.clone()]));
            let twice = said(migrate(&mut fake, &[first, second, third]));
            let ran = each_in("ran", &fake.ran.join("\n"));
            format!("V2 and V1: {once}\nwith V10: {twice}\n{ran}")
        },
    );
    s.observe_on(
        Server::Postgres,
        "real-postgres",
        "a real PostgreSQL: the same, and what \\d books shows",
        |url| shared::postgres::with_database(url, |db| story(db, Dialect::Postgres)),
    );
    s.observe_on(
        Server::Postgres,
        "real-postgres-failure",
        "a real PostgreSQL: V2 fails, then V10, and both are mended",
        |url| shared::postgres::with_database(url, |db| failure(db, Dialect::Postgres)),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb",
        "a real MariaDB: the same, and what \\d books would show",
        |url| shared::mysql::with_database(url, |db| story(db, Dialect::MySql)),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb-failure",
        "a real MariaDB: V2 fails, then V10, and both are mended",
        |url| shared::mysql::with_database(url, |db| failure(db, Dialect::MySql)),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb-power-cut",
        "a real MariaDB: V2 is a column, and the power fails between V10, a new book, and its row",
        |url| shared::mysql::with_database(url, row_cut),
    );
}

/// Says of each line where it was seen: of a long text, equal lines are not shown.
fn each_in(place: &str, told: &str) -> String {
    let lines: Vec<String> = told
        .lines()
        .map(|line| format!("{place}: {line}"))
        .collect();
    lines.join("\n")
}

fn memory() -> InMemory {
    InMemory::with("").expect("a database")
}

/// Books, their description, and who has borrowed them.
fn migrations(dialect: Dialect) -> [Migration; 3] {
    let id = match dialect {
        Dialect::Sqlite => "INTEGER PRIMARY KEY",
        Dialect::Postgres => "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        Dialect::MySql => "INTEGER AUTO_INCREMENT PRIMARY KEY",
    };
    [
        migration(
            1,
            "books",
            &format!("CREATE TABLE books (id {id}, title VARCHAR(120) NOT NULL)"),
        ),
        migration(
            2,
            "description",
            "ALTER TABLE books ADD COLUMN description VARCHAR(200)",
        ),
        // As a text, V10 stands before V2.
        migration(
            10,
            "borrower",
            "ALTER TABLE books ADD COLUMN borrower VARCHAR(64)",
        ),
    ]
}

fn migration(version: u32, name: &str, sql: &str) -> Migration {
    Migration::unapplied(&format!("V{version}__{name}"), sql).expect("a migration")
}

fn story<C: Migrate + Database>(db: &mut C, dialect: Dialect) -> String {
    let [first, second, third] = migrations(dialect);
    let two = [second.clone(), first.clone()];
    let once = said(migrate(db, &two));
    let again = said(migrate(db, &two));
    let third = said(migrate(db, &[third, first, second]));
    let columns = match dialect {
        // It takes any type, so there is nothing to tell of them.
        Dialect::Sqlite => names(db),
        _ => described("books", &db.columns("books").unwrap_or_default()),
    };
    let history = history(db);
    format!("{once}\nonce more: {again}\nwith V10: {third}\n{history}\n{columns}")
}

/// As texts they have another order, and a date is a version, too.
const VERSIONS: [u32; 5] = [2, 3, 10, 100, 20_261_129];

/// Each writes its version behind those that have run before it.
fn logging() -> Vec<Migration> {
    let migrations = VERSIONS.map(|version| {
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS log (version INTEGER);
            INSERT INTO log VALUES ({version})"
        );
        migration(version, &format!("log_{version}"), &sql)
    });
    migrations.to_vec()
}

/// What is wrong when some migrations are run first, then all of them, and then all once more.
fn other_run(at: usize, turned: usize, own: &[String]) -> Option<String> {
    let mut db = memory();
    let mut all = logging();
    let mut some = all[..at].to_vec();
    some.reverse();
    all.rotate_left(turned);
    other_result(&mut *db, &some, &VERSIONS[..at])
        .or_else(|| other_result(&mut *db, &all, &VERSIONS[at..]))
        .or_else(|| other_result(&mut *db, &all, &[]))
        .or_else(|| other_state(&mut *db, VERSIONS.len()))
        .or_else(|| other_settings(&db, own))
        .map(|fault| format!("{at} of them first: {fault}"))
}

/// What is wrong when one of the migrations fails in its last statement, and is mended.
fn other_failure(at: usize, fails: usize, own: &[String]) -> Option<String> {
    let mut db = memory();
    let all = logging();
    let mut broken = all.clone();
    let right = all[fails].sql().unwrap_or_default();
    let sql = format!("{right}; INSERT INTO nowhere VALUES (1)");
    broken[fails] = migration(VERSIONS[fails], all[fails].name(), &sql);
    broken.reverse();
    other_result(&mut *db, &all[..at], &VERSIONS[..at])
        .or_else(|| other_error(&mut *db, &broken))
        .or_else(|| other_state(&mut *db, fails))
        .or_else(|| other_result(&mut *db, &all, &VERSIONS[fails..]))
        .or_else(|| other_state(&mut *db, VERSIONS.len()))
        .or_else(|| other_settings(&db, own))
        .map(|fault| format!("V{} fails, {at} have run before: {fault}", VERSIONS[fails]))
}

/// Which of the settings is not as it was when the connection was opened.
fn other_settings(db: &Connection, own: &[String]) -> Option<String> {
    let mut pairs = settings(db).into_iter().zip(own);
    let changed = pairs.find(|(now, own)| now != *own);
    changed.map(|(now, own)| format!("before: {own}, afterwards: {now}"))
}

fn still_open(db: &Connection) -> Option<String> {
    (!db.is_autocommit()).then(|| "a transaction is open".to_owned())
}

fn other_result(db: &mut Connection, migrations: &[Migration], meant: &[u32]) -> Option<String> {
    // Whether it is an error that there is nothing to do is judged by itself.
    if migrations.is_empty() {
        return None;
    }
    let told = said(migrate(db, migrations));
    let meant = format!("Ok({meant:?})");
    still_open(db).or_else(|| (told != meant).then(|| format!("{told}, and it is {meant}")))
}

/// What is wrong with the error of SQLite that should come back.
fn other_error(db: &mut Connection, migrations: &[Migration]) -> Option<String> {
    let result = migrate(db, migrations);
    still_open(db).or_else(|| match result {
        Err(error) if format!("{error:?}").contains("nowhere") => None,
        Err(_) => Some("another error than that of SQLite".to_owned()),
        Ok(versions) => Some(format!("no error, but {versions:?}")),
    })
}

/// What is wrong if so many of the versions should have run, and be in the history, whole.
fn other_state(db: &mut Connection, count: usize) -> Option<String> {
    let ran = db.rows("SELECT version FROM log ORDER BY rowid");
    let ran = ran.unwrap_or_default().concat();
    let meant = VERSIONS[..count].iter().map(u32::to_string);
    if !ran.iter().cloned().eq(meant) {
        return Some(format!(
            "{} have run, and not the first {count}",
            listed(&ran)
        ));
    }
    let history = db.rows(
        "SELECT version, name, checksum FROM refinery_schema_history
        WHERE applied_on <> '' ORDER BY version",
    );
    let history = history.unwrap_or_default();
    let meant = logging().into_iter().take(count).map(|it| {
        let (version, checksum) = (it.version().to_string(), it.checksum().to_string());
        vec![version, it.name().to_owned(), checksum]
    });
    (!history.iter().cloned().eq(meant)).then(|| {
        let versions: Vec<String> = history.iter().map(|row| row[0].clone()).collect();
        format!(
            "the history holds {}, and not the first {count}",
            listed(&versions)
        )
    })
}

fn listed(versions: &[String]) -> String {
    match versions {
        [] => "none".to_owned(),
        some => some.join(", "),
    }
}

/// What is stored by a migration with many statements, and with texts that end none of them.
fn odd_texts() -> String {
    let row = |text: &str| format!("INSERT INTO notes VALUES ('{}');", text.replace('\'', "''"));
    let sql = format!(
        "-- Notes; and what is counted of them.
        CREATE TABLE notes (body TEXT); CREATE TABLE counted (body TEXT);
        CREATE TRIGGER counts AFTER INSERT ON notes BEGIN
            INSERT INTO counted VALUES (new.body); DELETE FROM notes WHERE body = ';';
        END;
        {}",
        TEXTS.map(row).concat()
    );
    let mut db = memory();
    let told = said(migrate(&mut *db, &[migration(7, "notes", &sql)]));
    let [notes, counted] = ["notes", "counted"].map(|table| {
        let rows = db.rows(&format!("SELECT body FROM {table} ORDER BY rowid"));
        let rows = rows.unwrap_or_default().concat();
        let is_same = rows == TEXTS;
        if is_same { "all texts" } else { "other texts" }
    });
    format!("{told}\nnotes: {notes}\ncounted: {counted}")
}

/// V2 asks for a table that is not there, and V10 does when V2 is mended. What came before must
/// stay, and what comes after must wait, on each database in the same way.
fn failure<C: Migrate + Database>(db: &mut C, dialect: Dialect) -> String {
    let [first, second, third] = migrations(dialect);
    let all = refused(migrate(
        db,
        &[broken(&second), first.clone(), third.clone()],
    ));
    let after = format!("{}\n{}", history(db), names(db));
    let last = refused(migrate(
        db,
        &[broken(&third), first.clone(), second.clone()],
    ));
    let after_last = format!("{}\n{}", history(db), names(db));
    let mended = said(migrate(db, &[first, second, third]));
    format!(
        "V2 fails: {all}\n{after}\nV10 fails: {last}\n{after_last}\nmended: {mended}\n{}\n{}",
        history(db),
        names(db)
    )
}

/// The same version, with a mistake in it.
fn broken(right: &Migration) -> Migration {
    let version = u32::try_from(right.version()).expect("a version");
    let sql = "ALTER TABLE nowhere ADD COLUMN x INTEGER";
    migration(version, right.name(), sql)
}

/// Tells those who forgot to sort from those who made one group of all.
fn stays(db: &mut Connection) -> String {
    let [first, second, third] = migrations(Dialect::Sqlite);
    let _ = migrate(db, &[first, broken(&second), third]);
    names(db)
}

/// A trigger refuses the row of V2: the moment between the two is made visible.
fn power_cut(db: &mut Connection) -> String {
    let [first, second, _] = migrations(Dialect::Sqlite);
    let before = said(migrate(db, &[first.clone()]));
    let trigger = "CREATE TRIGGER cut BEFORE INSERT ON refinery_schema_history
        WHEN new.version = 2 BEGIN SELECT RAISE(ABORT, 'the power has failed'); END";
    if let Err(error) = db.run(trigger) {
        return format!("V1: {before}\nno history: {error}");
    }
    let cut = refused(migrate(db, &[first.clone(), second.clone()]));
    let after = format!("{}\n{}", history(db), names(db));
    db.run("DROP TRIGGER cut").expect("a trigger");
    let again = said(migrate(db, &[first, second]));
    format!(
        "V1: {before}\nV2: {cut}\n{after}\nwith power: {again}\n{}",
        names(db)
    )
}

/// The same on something that knows transactions, and that no code can know.
fn fake_cut() -> String {
    let mut fake = Fake::new(&migrations(Dialect::Sqlite));
    let [first, second, third] = migrations(Dialect::Sqlite);
    fake.power_fails_at = Some(1);
    let alone = refused(migrate(&mut fake, &[first.clone()]));
    fake.power_fails_at = None;
    let before = said(migrate(&mut fake, &[first.clone()]));
    fake.power_fails_at = Some(2);
    // V10 waits behind it.
    let cut = refused(migrate(
        &mut fake,
        &[first.clone(), second.clone(), third.clone()],
    ));
    fake.power_fails_at = None;
    let again = said(migrate(&mut fake, &[first, second, third]));
    format!(
        "V1: {alone}\nwith power: {before}\nV2: {cut}\nwith power: {again}\n{}",
        each_in("ran", &fake.ran.join("\n"))
    )
}

/// A column, and then a book: a server that cannot take back the column can take back the book.
fn with_a_book() -> [Migration; 3] {
    let [first, second, _] = migrations(Dialect::MySql);
    let third = migration(10, "dune", "INSERT INTO books (title) VALUES ('Dune')");
    [first, second, third]
}

/// On something whose transaction ends at the column: who made one group of both has none left
/// for the book.
fn fake_row_cut() -> String {
    let all = with_a_book();
    let mut fake = Fake::new(&all);
    fake.tables_end_it = true;
    let before = said(migrate(&mut fake, &all[..1]));
    fake.power_fails_at = Some(10);
    let cut = refused(migrate(&mut fake, &all));
    fake.power_fails_at = None;
    let again = said(migrate(&mut fake, &all));
    format!(
        "V1: {before}\nV2 and V10: {cut}\nwith power: {again}\n{}",
        each_in("ran", &fake.ran.join("\n"))
    )
}

/// MariaDB can take back a row, but no column. A rule refuses the row of V10 in the history.
fn row_cut<C: Migrate + Database>(db: &mut C) -> String {
    let all = with_a_book();
    let before = said(migrate(db, &all[..1]));
    let rule = "ALTER TABLE refinery_schema_history ADD CONSTRAINT cut CHECK (version <> 10)";
    if let Err(error) = db.run(rule) {
        return format!("V1: {before}\nno history: {error}");
    }
    let cut = refused(migrate(db, &all));
    let after = format!("{}\n{}", history(db), count(db));
    db.run("ALTER TABLE refinery_schema_history DROP CONSTRAINT cut")
        .expect("no rule");
    let again = said(migrate(db, &all));
    format!(
        "V1: {before}\nV2 and V10: {cut}\n{after}\nwith power: {again}\n{}",
        count(db)
    )
}

fn count(db: &mut impl Database) -> String {
    match db.rows("SELECT count(*) FROM books") {
        Ok(rows) => format!("rows in books: {}", rows.concat().concat()),
        Err(_) => "no table books".to_owned(),
    }
}

/// Which versions came back, or the error that should not be.
fn said(result: Result<Vec<i32>, refinery::Error>) -> String {
    match result {
        Ok(versions) => format!("Ok({versions:?})"),
        Err(error) => format!("an error: {error}"),
    }
}

/// That there was an error, as there should be. Its words are refinery's.
fn refused(result: Result<Vec<i32>, refinery::Error>) -> String {
    result.map_or("an error".to_owned(), |versions| said(Ok(versions)))
}

fn history(db: &mut impl Database) -> String {
    let rows = db.rows("SELECT version, name FROM refinery_schema_history ORDER BY version");
    match rows {
        Ok(rows) => {
            let rows: Vec<String> = rows.into_iter().map(|row| row.join(" ")).collect();
            format!("history: {}", rows.join(", "))
        }
        Err(_) => "no history".to_owned(),
    }
}

fn names(db: &mut impl Database) -> String {
    let columns = db.columns("books").unwrap_or_default();
    if columns.is_empty() {
        return "no table books".to_owned();
    }
    let names: Vec<String> = columns.into_iter().map(|column| column.name).collect();
    format!("books: {}", names.join(", "))
}

/// refinery can migrate whatever can run SQL and knows what it has run.
struct Fake {
    known: Vec<Migration>,
    history: Vec<Migration>,
    ran: Vec<String>,
    power_fails_at: Option<i32>,
    /// Whether CREATE and ALTER end the transaction. Behind them, each statement is one.
    tables_end_it: bool,
}

impl Fake {
    fn new(known: &[Migration]) -> Self {
        Self {
            known: known.to_vec(),
            history: Vec::new(),
            ran: Vec::new(),
            power_fails_at: None,
            tables_end_it: false,
        }
    }
}

#[derive(Debug)]
struct PowerCut;

impl fmt::Display for PowerCut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the power has failed")
    }
}

impl std::error::Error for PowerCut {}

impl Transaction for Fake {
    type Error = PowerCut;

    /// One transaction: all of it, or nothing, unless it ends before.
    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, PowerCut> {
        let (ran, applied) = (self.ran.len(), self.history.len());
        let mut count = 0;
        let mut ended = false;
        for sql in queries {
            count += 1;
            // A column of the history, whatever that is called.
            if !sql.contains("applied_on") {
                ended |= self.tables_end_it && !sql.starts_with("INSERT");
                self.ran.push(sql.to_owned());
                continue;
            }
            let version = sql
                .split_once("VALUES (")
                .and_then(|(_, values)| values.split(',').next()?.trim().parse().ok());
            if version.is_some() && version == self.power_fails_at {
                if !ended {
                    self.ran.truncate(ran);
                    self.history.truncate(applied);
                }
                return Err(PowerCut);
            }
            let mut known = self.known.iter();
            let found = known.find(|migration| Some(migration.version()) == version);
            if let Some(migration) = found {
                let mut migration = migration.clone();
                migration.set_applied();
                self.history.push(migration);
            }
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Fake {
    fn query(&mut self, _: &str) -> Result<Vec<Migration>, PowerCut> {
        Ok(self.history.clone())
    }
}

impl Migrate for Fake {}

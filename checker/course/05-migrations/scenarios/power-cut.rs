//! A migration and its row in the history: both, or neither.

use crate::shared::state::State;
use crate::shared::{
    FIRST_TWO, ROWS, apply, dump, dump_change, dump_without, folder, history, lent, odd_rows,
    odd_words, shown,
};
use migrations::upgrade_safely;
use refinery::{Migration, Runner, load_sql_migrations};
use rusqlite::Connection;
use scenario::{Crashes, Scenario, Tool, is_sound, open};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Two statements and a row: applied twice, or half, it would show.
const THIRD: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO books (title) VALUES ('Dune');\n",
);

/// It fails when one statement has done its work.
const BROKEN: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO bookz (title) VALUES ('Dune');\n",
);

/// It fails at COMMIT, when all its statements have done their work.
const DANGLING: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY,
    owner INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO books (owner) VALUES (99);\n",
);

/// It gives up the whole transaction by itself, when some of its statements have done their work.
const ROLLED_BACK: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO books VALUES (1, 'Dune');
INSERT OR ROLLBACK INTO books VALUES (1, 'Dune');\n",
);

/// It fails the first time on a connection. The number of the row that was stored last outlives a
/// rollback; a second try finds that of the book.
const ONCE: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE tries (row_before INTEGER);
INSERT INTO tries VALUES (last_insert_rowid());
INSERT INTO books VALUES (4711, 'Dune');
INSERT INTO books SELECT 4711, 'Dune' FROM tries WHERE row_before <> 4711;\n",
);

/// It must not be tried when V3 has failed.
const FOURTH: (&str, &str) = ("V4__create_roles.sql", "CREATE TABLE roles (name TEXT);\n");

/// Only SQLite knows where these statements end. The last lines have no end, nor has the last comment.
const AWKWARD: [(&str, &str); 5] = [
    (
        "V3__create_books.sql",
        "-- John's books; and Susan's\r
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TRIGGER part_two AFTER INSERT ON books WHEN new.title = 'Dune; I' BEGIN
    INSERT INTO books (title) VALUES ('--');
    INSERT INTO books (title) VALUES ('/* II');
END;
INSERT INTO books (title) VALUES ('Dune; I');
-- the end",
    ),
    ("V4__create_roles.sql", "CREATE TABLE roles (name TEXT)"),
    ("V5__later.sql", "-- nothing yet"),
    ("V6__empty.sql", ""),
    ("V7__not_yet.sql", "/* nothing yet, and no end"),
];

/// The last one needs the one before it.
const NINE_AND_TEN: [(&str, &str); 3] = [
    ("V0__before.sql", "CREATE TABLE before (it INTEGER);\n"),
    ("V9__create_roles.sql", "CREATE TABLE roles (name TEXT);\n"),
    (
        "V10__fill_roles.sql",
        "INSERT INTO roles VALUES ('editor');\n",
    ),
];

/// As if the light went out when the history of version 3 is written. Its name does not tell.
const POWER_CUT: &str = "CREATE TRIGGER keep_history BEFORE INSERT ON refinery_schema_history
    WHEN new.version = 3 BEGIN SELECT raise(ABORT, 'the history stays'); END;";

pub fn run(s: &mut Scenario) {
    let good = [FIRST_TWO[0], FIRST_TWO[1], THIRD];
    let place = Place::new(s, "empty", &good);
    s.observe(
        "empty-database",
        "an empty database: V1, V2 and V3 are applied",
        || format!("{}\n{}", place.upgrade(), place.state()),
    );
    s.observe(
        "refinery-afterwards",
        "refinery reads the history and has nothing to do",
        || place.refinery(),
    );
    s.observe(
        "second-run",
        "a second time: nothing to do, nothing changes",
        || untouched(&place, Place::upgrade),
    );
    let place = Place::filled(s, "filled", &good);
    let mut conn = place.conn();
    s.observe(
        "filled-database",
        "a database at V1, with susan and john in it",
        || {
            format!(
                "{}\n{}\n{}",
                place.upgrade_on(&mut conn),
                place.state(),
                place.users()
            )
        },
    );
    // Without a journal on the disk, it does not show where else it is.
    s.clue("journal", journal_mode(&conn));

    texts(s);
    let place = Place::filled(s, "left", &good);
    let died = place.file.with_file_name("died.db");
    s.observe(
        "left-wal",
        "a process had died, and left a -wal: what it holds stays",
        || {
            place.die_with_wal(&died);
            let file = died.clone();
            let dir = place.dir.clone();
            let place = Place { dir, file };
            // Nothing has looked at the database through this connection yet.
            let answer = match upgrade_safely(&mut place.conn(), &place.migrations()) {
                Ok(_) => "Ok",
                Err(_) => "an error",
            };
            format!("{answer}\n{}", place.users())
        },
    );
    power_cut(s, &good);
    errors(s);
    refusals(s, &good);
    crashes(s, &good);
}

/// Whatever stands in a file, SQLite gets all of it.
fn texts(s: &mut Scenario) {
    let place = Place::new(s, "texts", &FIRST_TWO);
    folder(&place.dir, &AWKWARD);
    s.observe(
        "file-texts",
        "a ; in a trigger and a text, a comment as the last line, an empty file",
        || {
            let answer = place.upgrade();
            let sql = "SELECT group_concat(title, ' ' ORDER BY id) FROM books";
            let books = open(&place.file).and_then(|db| db.query_row(sql, [], |row| row.get(0)));
            let books: String = books.unwrap_or_else(|error| error.to_string());
            format!("{answer}\nbooks: {books}\n{}", history(&place.file))
        },
    );
    odd(s);
    let place = Place::new(s, "ten", &FIRST_TWO);
    folder(&place.dir, &NINE_AND_TEN);
    s.observe(
        "numeric-order",
        "V0 comes first, and V10 needs what V9 has made",
        || format!("{}\n{}", place.upgrade(), history(&place.file)),
    );
}

/// Odd names and texts come to what refinery itself would make of them.
fn odd(s: &mut Scenario) {
    let (place, same) = (Place::new(s, "odd", &FIRST_TWO), s.empty("odd-same.db"));
    let nobodys = "INSERT INTO posts (body, user_id) VALUES ('hello, microblog', 99);\n";
    folder(
        &place.dir,
        &[
            ("V3__notes.sql", &odd_rows()),
            ("V4__lost_post.sql", nobodys),
        ],
    );
    for (name, version) in odd_words().into_iter().zip(9..) {
        let text = format!("INSERT INTO notes (text) VALUES ('{name}; 100%') -- {{}} ?1");
        folder(&place.dir, &[(&format!("V{version}__{name}.sql"), &text)]);
    }
    s.observe(
        "odd-texts",
        "odd names and texts, twice, foreign keys off: all is as refinery would have it",
        || {
            let mut db = open(&same).expect("a database");
            unusual(&db);
            apply(&mut db, &place.migrations());
            let wanted: Vec<i32> = place.migrations().iter().map(Migration::version).collect();
            let mut conn = place.conn();
            unusual(&conn);
            let said = [wanted, Vec::new()].map(|wanted| match place.upgrade_on(&mut conn) {
                said if said == format!("returned {wanted:?}") => "as it should be".to_owned(),
                said => said.lines().next().unwrap_or_default().to_owned(),
            });
            let [found, wanted] = [&place.file, &same].map(|file| whole(file));
            let mut pairs = found.lines().zip(wanted.lines());
            let same = match pairs.find(|(found, wanted)| found != wanted) {
                Some((found, _)) => format!("in the database: {found}"),
                None if found != wanted => "in the database: a line more or less".to_owned(),
                None => "the database: as it should be".to_owned(),
            };
            format!("{}\nthen: {}\n{same}", said[0], said[1])
        },
    );
}

/// Settings that nobody would put back who did not ask before.
fn unusual(conn: &Connection) {
    conn.pragma_update(None, "foreign_keys", false)
        .and_then(|()| conn.pragma_update(None, "synchronous", "EXTRA"))
        .expect("a pragma");
}

/// All that is in a database. Of the history only what refinery compares, for how its table was
/// made and when its rows were written may differ.
fn whole(file: &Path) -> String {
    let sql =
        "SELECT concat_ws(' ', 'history:', version, name, checksum) FROM refinery_schema_history
        ORDER BY version";
    let rows = open(file).and_then(|db| {
        let mut rows = db.prepare(sql)?;
        rows.query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()
    });
    let rows = rows.unwrap_or_else(|error| vec![error.to_string()]);
    dump_without(file, "refinery_schema_history") + &rows.join("\n")
}

fn power_cut(s: &mut Scenario, good: &[(&str, &str)]) {
    let place = Place::filled(s, "refused", good);
    place.sql(POWER_CUT);
    s.observe(
        "power-cut",
        "the power fails at V3's row: V3 leaves no trace",
        || {
            let answer = place.attempt();
            format!("{answer}\n{}", place.state_of(3))
        },
    );
    s.observe(
        "power-back",
        "the power is back: one more run, and all is there",
        || {
            if let Err(error) =
                open(&place.file).and_then(|db| db.execute_batch("DROP TRIGGER keep_history"))
            {
                return error.to_string();
            }
            let answer = place.attempt();
            format!("{answer}\n{}\n{}", place.state(), place.refinery())
        },
    );
    let four = |name, third| Place::filled(s, name, &[FIRST_TWO[0], FIRST_TWO[1], third, FOURTH]);
    let cut = four("third-again", THIRD);
    cut.sql(POWER_CUT);
    let error = four("error-again", BROKEN);
    let rolled_back = four("rolled-back", ROLLED_BACK);
    let refused = four("refused-again", DANGLING);
    let once = four("once", ONCE);
    s.observe(
        "earlier-versions",
        "what came before V3 stays: V1 and V2, and only they",
        || {
            let mut lines = Vec::new();
            for (what, place) in [
                ("power cut", &cut),
                ("SQL error", &error),
                ("OR ROLLBACK", &rolled_back),
                ("COMMIT refused", &refused),
                ("an error the first time only", &once),
            ] {
                let answer = place.attempt();
                // In one line: a line says of which case it is.
                lines.push(format!("{what}: {answer}; {}", place.all_four()));
            }
            lines.join("\n")
        },
    );
}

fn errors(s: &mut Scenario) {
    let broken = [FIRST_TWO[0], FIRST_TWO[1], BROKEN];
    let place = Place::filled(s, "broken", &broken);
    s.observe(
        "sql-error",
        "an error in V3's SQL: V3 leaves no trace",
        || {
            let answer = place.attempt();
            format!("{answer}\n{}", place.state_of(3))
        },
    );
    s.observe(
        "sql-mended",
        "V3 is mended: one more run, and all is there",
        || {
            folder(&place.dir, &[THIRD]);
            let answer = place.attempt();
            format!("{answer}\n{}\n{}", place.state(), place.refinery())
        },
    );
    let dangling = [FIRST_TWO[0], FIRST_TWO[1], DANGLING];
    let place = Place::filled(s, "dangling", &dangling);
    let read = Place::filled(s, "read", &dangling);
    s.observe(
        "commit-refused",
        "SQLite refuses V3 at COMMIT, then V2 while somebody reads: no trace",
        || {
            let answer = place.attempt();
            let refused = read.while_somebody_reads();
            format!(
                "{answer}\n{}\nwhile somebody reads: {refused}",
                place.state_of(3)
            )
        },
    );
}

/// History and files do not fit: nothing may run, also not what would be fine.
fn refusals(s: &mut Scenario, good: &[(&str, &str)]) {
    let edited = Place::filled(s, "edited", good);
    folder(&edited.dir, &[(FIRST_TWO[0].0, "SELECT 1;\n")]);
    let missing = Place::filled(s, "missing", good);
    fs::remove_file(missing.dir.join(FIRST_TWO[0].0)).expect("a file to remove");
    let gone = Place::filled(s, "gone", good);
    for (name, _) in good {
        fs::remove_file(gone.dir.join(name)).expect("a file to remove");
    }
    let late = Place::filled(s, "late", good);
    late.apply(&[FIRST_TWO[0], THIRD]);
    folder(
        &late.dir,
        &[("V4__roles.sql", "CREATE TABLE roles (name TEXT);\n")],
    );
    for (id, title, place) in [
        (
            "edited-file",
            "V1 was edited since: refused, nothing is applied",
            edited,
        ),
        (
            "missing-file",
            "V1's file is gone: refused, nothing is applied",
            missing,
        ),
        (
            "all-files-missing",
            "all files are gone, V1 was applied: refused",
            gone,
        ),
        (
            "late-file",
            "V2 came after V3 was applied: refused, nothing is applied",
            late,
        ),
    ] {
        s.observe(id, title, || untouched(&place, Place::attempt));
    }
    let at_head = |name| {
        let place = Place::new(s, name, good);
        place.apply(good);
        place
    };
    let edited = at_head("edited-at-head");
    let missing = at_head("missing-at-head");
    fs::remove_file(missing.dir.join(FIRST_TWO[1].0)).expect("a file to remove");
    s.observe(
        "nothing-pending",
        "all is applied, and V2 was edited, or is gone: refused",
        || {
            format!(
                "edited: {}\ngone: {}",
                edited_in_turn(&edited, good),
                untouched(&missing, Place::attempt)
            )
        },
    );
}

/// Each file is edited, in several ways: of some pairs of checksums both are large.
fn edited_in_turn(place: &Place, good: &[(&str, &str)]) -> String {
    let mut said = BTreeSet::new();
    for (name, text) in good {
        for edit in 1..=4 {
            folder(&place.dir, &[(name, &format!("SELECT {edit};\n"))]);
            said.insert(untouched(place, Place::attempt));
        }
        folder(&place.dir, &[(name, text)]);
    }
    said.into_iter().collect::<Vec<_>>().join(" / ")
}

/// What is said of a database, and whether something in it is another thing now.
fn untouched(place: &Place, call: fn(&Place) -> String) -> String {
    let before = place.file.with_extension("before");
    fs::copy(&place.file, &before).expect("a copy");
    let answer = call(place);
    let [then, now] = [&before, &place.file].map(|file| fs::read(file).ok());
    // Mostly it is the same byte for byte, and nothing has to be read.
    let change = match now == then {
        true => None,
        false => dump_change(&dump(&before), &dump(&place.file)),
    };
    format!(
        "{answer}; {}",
        change.as_deref().unwrap_or("nothing has changed")
    )
}

/// The real thing: the process dies, or the power fails, at each point of its way.
fn crashes(s: &mut Scenario, good: &[(&str, &str)]) {
    let place = Place::filled(s, "filled-again", good);
    let crashes = place.crashes(s);
    let all = [State::Applied; 3];
    let arrived = crashes.run.code == Some(0) && place.states() == all;
    let torn = crashes.fault(|| place.torn());
    let stuck = crashes.fault_of_next_run(|| {
        let again = place.tool(s).run();
        let is_done = again.code == Some(0) && is_sound(&place.file) && place.states() == all;
        (!is_done).then(|| format!("{}\n{}", shown(again), place.found()))
    });
    let torn = torn.or_else(|| from_nothing(s, good));
    let ended = shown(crashes.run);
    let verdict = |fault: Option<String>, good: &str| {
        if arrived {
            fault.unwrap_or(good.to_owned())
        } else {
            format!("not tried: it ended before it had applied anything\n{ended}")
        }
    };
    s.observe("tool-no-check", "migrations upgrade --no-check", || {
        ended.clone()
    });
    s.observe(
        "crash-states",
        "the process dies, or the power fails: schema and history agree",
        || verdict(torn, "they do, each time"),
    );
    s.observe(
        "run-after-crash",
        "after each of these crashes one more run finishes",
        || verdict(stuck, "it does, each time"),
    );
}

/// The same with a database in which nothing is applied: some answers are careful only later.
fn from_nothing(s: &Scenario, good: &[(&str, &str)]) -> Option<String> {
    let place = Place::new(s, "empty-again", good);
    let crashes = place.crashes(s);
    crashes.fault(|| {
        let whole = [State::Applied, State::Absent];
        let states = place.states();
        let is_good = is_sound(&place.file)
            && states.iter().all(|state| whole.contains(state))
            && states.is_sorted_by_key(|state| *state != State::Applied);
        (!is_good).then(|| format!("from an empty database\n{}", place.found()))
    })
}

/// A folder with a database, and with a repository inside of it. They all look alike: no answer shall
/// find out which of them is recorded.
struct Place {
    dir: PathBuf,
    file: PathBuf,
}

impl Place {
    fn new(s: &Scenario, name: &str, files: &[(&str, &str)]) -> Self {
        let home = s.work().join(name);
        let dir = home.join("migrations");
        folder(&dir, files);
        let file = s.empty(&format!("{name}/app.db"));
        Self { dir, file }
    }

    /// With V1 applied, and two users.
    fn filled(s: &Scenario, name: &str, files: &[(&str, &str)]) -> Self {
        let place = Self::new(s, name, files);
        place.apply(&FIRST_TWO[..1]);
        let users = ROWS.lines().next().expect("the users");
        place.sql(users);
        place
    }

    fn apply(&self, files: &[(&str, &str)]) {
        let migrations: Vec<Migration> = files
            .iter()
            .map(|(name, sql)| {
                let stem = name.trim_end_matches(".sql");
                Migration::unapplied(stem, sql).expect("the grader's migration")
            })
            .collect();
        apply(&mut open(&self.file).expect("a database"), &migrations);
    }

    fn sql(&self, sql: &str) {
        let db = open(&self.file).expect("a database");
        db.execute_batch(sql).expect("the grader's SQL");
    }

    /// Copies what is there when a process dies in WAL mode: a third user is in the `-wal` alone.
    fn die_with_wal(&self, file: &Path) {
        let db = open(&self.file).expect("a database");
        db.pragma_update(None, "journal_mode", "WAL")
            .expect("a pragma");
        db.execute_batch("INSERT INTO users VALUES (5, 'badge')")
            .expect("the grader's rows");
        for end in ["", "-wal"] {
            let path = |file: &Path| PathBuf::from(format!("{}{end}", file.display()));
            fs::copy(path(&self.file), path(file)).expect("a copy");
        }
    }

    fn migrations(&self) -> Vec<Migration> {
        load_sql_migrations(&self.dir).expect("the grader's migrations")
    }

    fn conn(&self) -> Connection {
        let conn = open(&self.file).expect("a connection");
        // As the command line has it, and so that a COMMIT can be refused.
        conn.pragma_update(None, "foreign_keys", true)
            .expect("a pragma");
        conn
    }

    fn upgrade(&self) -> String {
        self.upgrade_on(&mut self.conn())
    }

    fn upgrade_on(&self, conn: &mut Connection) -> String {
        let (answer, left) = lent(conn, is_free, |conn| {
            upgrade_safely(conn, &self.migrations())
        });
        let answer = match answer {
            Ok(versions) => format!("returned {versions:?}"),
            Err(error) => format!("an error: {error}"),
        };
        answer + &behind(&left)
    }

    /// As `upgrade`, without what differs between right answers.
    fn attempt(&self) -> String {
        let mut conn = self.conn();
        // What is usual could be put back by anybody.
        conn.pragma_update(None, "synchronous", "EXTRA")
            .expect("a pragma");
        let (answer, left) = lent(&mut conn, is_free, |conn| {
            upgrade_safely(conn, &self.migrations())
        });
        let answer = match answer {
            Ok(_) => "Ok",
            Err(_) => "an error",
        };
        // Whoever has rolled back and not ended is told another thing.
        let books = !conn.is_autocommit() && conn.table_exists(None, "books") == Ok(true);
        let within = if books { ", books within it" } else { "" };
        answer.to_owned() + &behind(&left).replacen(" open", &format!(" open{within}"), 1)
    }

    /// As `attempt`. Whoever is patient sees the reader go, and V2 is applied then.
    fn while_somebody_reads(&self) -> String {
        let reader = open(&self.file).expect("a database");
        let begun = reader.execute_batch("BEGIN; SELECT count(*) FROM users");
        begun.expect("a reader");
        let (done, ended) = mpsc::channel::<()>();
        let reading = thread::spawn(move || {
            let _ = ended.recv_timeout(Duration::from_secs(1));
            drop(reader);
        });
        let answer = self.attempt();
        drop(done);
        reading.join().expect("a reader");
        let second = match State::of(&self.file, 2) {
            State::Absent | State::Applied => "V2: all or nothing".to_owned(),
            state => state.told(2),
        };
        format!("{answer}\n{second}")
    }

    fn state(&self) -> String {
        [1, 2, 3].map(|version| self.state_of(version)).join("\n")
    }

    fn state_of(&self, version: i32) -> String {
        State::of(&self.file, version).told(version)
    }

    /// `V1, V2: …; V3, V4: …`
    fn all_four(&self) -> String {
        let states = [1, 2, 3, 4].map(|version| (version, State::of(&self.file, version)));
        let alike = states.chunk_by(|one, next| one.1 == next.1);
        let told = |alike: &[(i32, State)]| {
            let (last, others) = alike.split_last().expect("one at least");
            let others: String = others.iter().map(|(one, _)| format!("V{one}, ")).collect();
            others + &last.1.told(last.0)
        };
        alike.map(told).collect::<Vec<_>>().join("; ")
    }

    fn states(&self) -> [State; 3] {
        [1, 2, 3].map(|version| State::of(&self.file, version))
    }

    /// What a database is like that may be damaged.
    fn found(&self) -> String {
        if is_sound(&self.file) {
            self.state()
        } else {
            "the database is damaged".to_owned()
        }
    }

    /// What is wrong after a crash: V1 and its users must be there, and of V2 and V3 what came
    /// first, each with its row.
    fn torn(&self) -> Option<String> {
        if !is_sound(&self.file) {
            return Some("the database is damaged".to_owned());
        }
        let whole = match self.states() {
            [State::Applied, second, third] => {
                let known =
                    [second, third].map(|state| [State::Applied, State::Absent].contains(&state));
                known == [true; 2] && (second == State::Applied || third == State::Absent)
            }
            _ => false,
        };
        if !whole {
            Some(self.state())
        } else if self.users() != "susan, john" {
            Some(format!("users: {}", self.users()))
        } else {
            None
        }
    }

    /// What crashes leave of the command line's run.
    fn crashes(&self, s: &Scenario) -> Crashes {
        s.crashes(self.tool(s), self.file.parent().expect("a folder"))
    }

    /// The command line, which applies what is pending.
    fn tool(&self, s: &Scenario) -> Tool {
        let dir = self.dir.to_string_lossy();
        s.tool(&["upgrade", "--no-check", "-d", &dir]).env(
            "DATABASE_URL",
            &format!("sqlite:///{}", self.file.display()),
        )
    }

    fn users(&self) -> String {
        let db = open(&self.file).expect("a database");
        let sql = "SELECT group_concat(username, ', ' ORDER BY id) FROM users";
        db.query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|error| error.to_string())
    }

    fn refinery(&self) -> String {
        let mut conn = open(&self.file).expect("a database");
        if let Some(fault) = unreadable(&conn) {
            return fault;
        }
        match Runner::new(&self.migrations()).run(&mut conn) {
            Ok(report) => format!(
                "refinery applies {} more\n{}",
                report.applied_migrations().len(),
                history(&self.file)
            ),
            Err(error) => format!("refinery: {error}"),
        }
    }
}

/// Where SQLite keeps what it may have to undo.
fn journal_mode(conn: &Connection) -> String {
    conn.pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap_or_else(|error| error.to_string())
}

/// What is wrong with a time or a checksum. refinery panics at one that it cannot read, in words
/// that hold the time.
fn unreadable(conn: &Connection) -> Option<String> {
    let version = |sql| conn.query_row(sql, [], |row| row.get::<_, i32>(0)).ok();
    for (what, sql) in [
        (
            "time",
            "SELECT version FROM refinery_schema_history
            WHERE applied_on NOT GLOB '????-??-??T??:??:??*[Z0-9]'",
        ),
        (
            "checksum",
            "SELECT version FROM refinery_schema_history WHERE checksum GLOB '*[^0-9]*'",
        ),
    ] {
        if let Some(version) = version(sql) {
            return Some(format!("refinery cannot read the {what} of V{version}"));
        }
    }
    let sql =
        "SELECT version, abs(unixepoch(applied_on) - unixepoch()) FROM refinery_schema_history
        WHERE abs(unixepoch(applied_on) - unixepoch()) > 3600";
    let (version, seconds): (i32, i64) = conn.query_row(sql, [], |row| row.try_into()).ok()?;
    Some(if seconds < 24 * 3600 {
        format!("the time of V{version} is that of another place on earth")
    } else {
        format!("the time of V{version} is not that of now")
    })
}

/// A safe journal mode is the student's choice, and so are more syncs than before: 3 is EXTRA.
fn is_free(setting: &str) -> bool {
    setting.starts_with("journal_mode") || setting == "synchronous 3"
}

/// What an answer leaves behind in the connection, as the end of a line.
fn behind(left: &[String]) -> String {
    left.iter().map(|line| format!("; {line}")).collect()
}

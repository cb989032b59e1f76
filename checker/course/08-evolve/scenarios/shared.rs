//! The migrations before the one that is judged, databases that people have used, and what can be
//! said of a database afterwards.

use evolve::{EvolveError, Repo, current, downgrade, quick_upgrade};
use rusqlite::Connection;
use scenario::{Scenario, TEXTS, about, open, settings, untraced};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

#[path = "shared/content.rs"]
mod content;

pub(crate) use content::{About, Content, SAME, compared, content};
use content::{first_difference, holds, may_be_there, only, refusing, since};

macro_rules! solved {
    ($name:literal) => {
        ($name, include_str!(concat!("migrations/", $name)))
    };
}

/// The grader's migrations. A rule of the course holds them to those of the solution.
const FILES: [(&str, &str); 16] = [
    solved!("V1__create_users.sql"),
    solved!("V1__create_users.down.sql"),
    solved!("V2__create_posts.sql"),
    solved!("V2__create_posts.down.sql"),
    solved!("V3__create_books.sql"),
    solved!("V3__create_books.down.sql"),
    solved!("V4__create_roles.sql"),
    solved!("V4__create_roles.down.sql"),
    solved!("V5__correct_description.sql"),
    solved!("V5__correct_description.down.sql"),
    solved!("V6__users_have_a_role.sql"),
    solved!("V6__users_have_a_role.down.sql"),
    solved!("V7__email_in_any_case.sql"),
    solved!("V7__email_in_any_case.down.sql"),
    solved!("V8__one_account_per_email.sql"),
    solved!("V8__one_account_per_email.down.sql"),
];

/// What people have written by version 4. Accounts and books with the highest ids were deleted, and
/// no table's ids are without a gap: rows that are counted anew get other ones.
pub(crate) const ROWS: &str = "
    INSERT INTO users (id, username, email, password_hash) VALUES
        (7, 'olga', 'olga@example.com', 'hash-7'), (1, 'susan', 'susan@example.com', 'hash-1'),
        (4, 'maria', NULL, NULL), (2, 'john', 'John@Example.com', NULL),
        (3, 'O''Brien', '', ''), (9, 'gone', 'gone@example.com', NULL);
    DELETE FROM users WHERE id = 9;
    INSERT INTO old_names VALUES (1, 'suse'), (4, 'sue'), (4, 'sue');
    INSERT INTO posts (id, body, timestamp, user_id) VALUES
        (1, 'my first post!', '2026-01-01 10:00:00', 2), (2, 'hello', '2026-01-02 10:00:00', 1),
        (3, 'again', '2026-01-03 10:00:00', 1), (4, 'olá', '2026-01-04 10:00:00', 4),
        (10, 'I''m new', '2026-01-05 10:00:00', 7);
    INSERT INTO books (id, title, descrption) VALUES (1, 'Dune', 'Sand, and ''worms'''),
        (2, 'Solaris', NULL), (3, 'Blank', ''), (6, ' Ulysses', ' 100%, é; '),
        (60, 'Lost', 'Nobody knows');
    DELETE FROM books WHERE id = 60;
    INSERT INTO loans (id, book_id, user_id) VALUES (1, 1, 7), (7, 2, 1);
    INSERT INTO roles (id, name) VALUES (1, 'Administrator'), (2, 'user'), (3, 'Moderator');
";

/// Everybody has left and taken the books: no such rows any more, and counters that go on.
pub(crate) const LEFT: &str = "DELETE FROM posts; DELETE FROM loans; DELETE FROM old_names;
    DELETE FROM users; DELETE FROM books";

/// Rows of version 4 with an odd text in each place that takes one, and ids far apart.
fn odd_rows() -> String {
    let next = TEXTS.iter().cycle().skip(1);
    let row = |(at, (text, next)): (usize, (&&str, &&str))| {
        let [text, next] = [text, next].map(|text| format!("'{}'", text.replace('\'', "''")));
        let or_null = |every: usize| if at % every == 1 { "NULL" } else { &next };
        let (id, email, password) = (ODD + 5 * at, or_null(5), or_null(7));
        let (book, about) = (ODD + 7 * at, or_null(3));
        format!(
            "INSERT INTO users VALUES ({id}, {text}, {email}, {password});
             INSERT INTO posts (id, body, timestamp, user_id) VALUES ({id}, {text}, {next}, {id});
             INSERT INTO books (id, title, descrption) VALUES ({book}, {text}, {about});
             INSERT INTO loans (id, book_id, user_id) VALUES ({id}, {book}, {id});
             INSERT INTO old_names (user_id, username) VALUES ({id}, {next}), ({id} + 1, {text});
             INSERT INTO roles (id, name) VALUES ({id}, {text});"
        )
    };
    let rows: String = TEXTS.iter().zip(next).enumerate().map(row).collect();
    format!("BEGIN; {rows} COMMIT;")
}

/// The first id of these rows. It does not fit into 32 bits.
const ODD: usize = 5_000_000_000;

/// The two files of a migration.
#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
}

/// The migration that is judged: the student's SQL in a folder behind the grader's, and a folder
/// with all that the grader would have written.
pub(crate) struct Judged {
    /// Its version.
    version: i32,
    /// What people have done to the filled database by the version before.
    then: &'static str,
    /// What they have done besides to the one with odd rows.
    odd: &'static str,
    /// What they do between the way up and the way back.
    later: &'static str,
    /// Whether counters have an observation of their own and count in no other.
    counters_apart: bool,
    /// Whether NO ACTION will do for RESTRICT.
    any_refusal: bool,
    work: PathBuf,
    own: PathBuf,
    model: PathBuf,
    /// By the rows of version 4 and what is done to them afterwards.
    migrated: RefCell<HashMap<[String; 2], Rc<Migrated>>>,
    /// What is seen of the database with odd rows after the way up.
    odd_up: OnceCell<String>,
}

/// A database one version below. It is made once, and what is tried is tried on copies.
struct Migrated {
    before: PathBuf,
    was: OnceCell<Content>,
    up: OnceCell<Up>,
    model: OnceCell<(PathBuf, Content)>,
}

/// The same after the student's way up.
struct Up {
    file: PathBuf,
    said: Result<String, String>,
    found: OnceCell<Content>,
}

impl Migrated {
    /// What was in it before.
    fn was(&self) -> &Content {
        self.was.get_or_init(|| content(&self.before))
    }
}

impl Up {
    fn found(&self) -> &Content {
        self.found.get_or_init(|| content(&self.file))
    }
}

/// Instead of all that would only repeat the error of the way up.
pub(crate) const FAILED: &str = "the way up has ended in an error";

/// Instead of the way back from where nobody should be.
pub(crate) const NOT_RIGHT: &str = "the way up is not right yet";

impl Judged {
    pub(crate) fn new(s: &Scenario, version: i32) -> Self {
        let own = folder(s, "migrations", version - 1);
        let model = folder(s, "model", version);
        for (file, sql) in of_the_student(s, version) {
            fs::write(own.join(file), sql).expect("a migration");
        }
        let work = s.work().to_owned();
        Self {
            version,
            then: "",
            odd: "",
            later: "",
            counters_apart: false,
            any_refusal: false,
            work,
            own,
            model,
            migrated: RefCell::default(),
            odd_up: OnceCell::new(),
        }
    }

    /// Adds to what is in the filled database.
    pub(crate) fn with(self, then: &'static str) -> Self {
        Self { then, ..self }
    }

    /// Adds to what is in the database with odd rows.
    pub(crate) fn with_odd(self, odd: &'static str) -> Self {
        Self { odd, ..self }
    }

    /// Writes into the database with odd rows before the way back.
    pub(crate) fn later(self, later: &'static str) -> Self {
        Self { later, ..self }
    }

    pub(crate) fn counters_apart(self) -> Self {
        Self {
            counters_apart: true,
            ..self
        }
    }

    pub(crate) fn any_refusal(self) -> Self {
        Self {
            any_refusal: true,
            ..self
        }
    }

    pub(crate) fn repo(&self) -> Repo {
        let repo = Repo::read(&self.own).expect("the migrations");
        if repo.get(self.version).is_none() {
            todo!("write V{}", self.version);
        }
        repo
    }

    fn model(&self) -> Repo {
        Repo::read(&self.model).expect("the grader's migrations")
    }

    /// A database one version below, with the rows of version 4 and what `then` does to them.
    pub(crate) fn database(&self, name: &str, rows: &str, then: &str) -> PathBuf {
        self.copied(&self.migrated(rows, then).before, name)
    }

    /// The filled database one version below.
    pub(crate) fn filled(&self, name: &str) -> PathBuf {
        self.database(name, ROWS, self.then)
    }

    fn copied(&self, file: &Path, name: &str) -> PathBuf {
        let copy = self.work.join(name);
        fs::copy(file, &copy).expect("a database");
        copy
    }

    fn migrated(&self, rows: &str, then: &str) -> Rc<Migrated> {
        let mut all = self.migrated.borrow_mut();
        let number = all.len();
        let made = all.entry([rows, then].map(str::to_owned));
        let made = made.or_insert_with(|| {
            let before = self.work.join(format!("database-{number}.db"));
            let mut db = open(&before).expect("a database");
            let model = self.model();
            let to = |db: &mut Connection, version| {
                quick_upgrade(db, &model, Some(version)).expect("the grader's migrations")
            };
            to(&mut db, 4);
            db.execute_batch(rows).expect("rows");
            to(&mut db, self.version - 1);
            db.execute_batch(then).expect("more rows");
            Rc::new(Migrated {
                before,
                was: OnceCell::new(),
                up: OnceCell::new(),
                model: OnceCell::new(),
            })
        });
        Rc::clone(made)
    }

    /// The database after the student's way up.
    fn up_of<'m>(&self, migrated: &'m Migrated) -> &'m Up {
        let up = migrated.up.get_or_init(|| {
            let file = migrated.before.with_extension("up.db");
            fs::copy(&migrated.before, &file).expect("a database");
            Up {
                said: self.up(&file),
                file,
                found: OnceCell::new(),
            }
        });
        about(&up.file);
        up
    }

    /// A copy of a database after the student's way up, or what was said of it.
    pub(crate) fn upgraded(&self, name: &str, rows: &str, then: &str) -> Result<PathBuf, String> {
        let migrated = self.migrated(rows, then);
        let up = self.up_of(&migrated);
        up.said.clone().map(|_| self.copied(&up.file, name))
    }

    /// The filled database after the student's way up.
    pub(crate) fn upgraded_filled(&self, name: &str) -> Result<PathBuf, String> {
        self.upgraded(name, ROWS, self.then)
    }

    /// What is seen of a database that should be as the first is and is as the second.
    pub(crate) fn beside_model(
        &self,
        rows: &str,
        then: &str,
        see: impl FnOnce(&Content, &Content) -> String,
    ) -> String {
        let migrated = self.migrated(rows, then);
        let up = self.up_of(&migrated);
        if up.said.is_ok() {
            see(&self.model_up(&migrated).1, up.found())
        } else {
            FAILED.to_owned()
        }
    }

    /// What was said of the way up, and what can be seen then.
    pub(crate) fn up_and_see(
        &self,
        rows: &str,
        then: &str,
        see: impl FnOnce(&Path) -> String,
    ) -> String {
        let migrated = self.migrated(rows, then);
        let up = self.up_of(&migrated);
        match &up.said {
            Ok(said) => format!("{said}\n{}", see(&up.file)),
            Err(said) => said.clone(),
        }
    }

    /// Runs the student's migration. An error: it has not come to its end.
    pub(crate) fn up(&self, file: &Path) -> Result<String, String> {
        let before = fs::read(file).expect("a database");
        let mut db = connect(file);
        let settings = self.settings_before(Way::Up, &db);
        let result = quick_upgrade(&mut db, &self.repo(), Some(self.version));
        let mut said = said(&db, "up", &result, settings.as_deref());
        // An error of the last look at all rows comes after the COMMIT.
        if result.is_ok() || current(&db).is_ok_and(|version| version == self.version) {
            return Ok(said);
        }
        let stays = since(file, &before);
        if stays != SAME {
            said.push_str(&format!("\nand this of it stays:\n{stays}"));
        }
        Err(said)
    }

    /// Runs the student's way back. An error: it has not come to its end.
    pub(crate) fn down(&self, file: &Path) -> Result<String, String> {
        let mut db = connect(file);
        let settings = self.settings_before(Way::Down, &db);
        let result = downgrade(&mut db, &self.repo(), self.version - 1);
        let said = said(&db, "down", &result, settings.as_deref());
        if result.is_ok() { Ok(said) } else { Err(said) }
    }

    /// The settings, if the file may change them: it takes long to ask for all of them.
    fn settings_before(&self, way: Way, db: &Connection) -> Option<Vec<String>> {
        let sql = self.sql(way).to_lowercase();
        sql.contains("pragma").then(|| settings(db))
    }

    /// The student's file.
    fn sql(&self, way: Way) -> String {
        let repo = self.repo();
        let sql = match way {
            Way::Up => repo.get(self.version).and_then(|file| file.sql()),
            Way::Down => repo.down(self.version),
        };
        sql.unwrap_or_default().to_owned()
    }

    /// Runs the student's way back, and says what can be seen then.
    pub(crate) fn after_down(&self, file: &Path, see: impl FnOnce() -> String) -> String {
        match self.down(file) {
            Ok(down) => format!("{down}\n{}", see()),
            Err(down) => down,
        }
    }

    /// What the database should hold after the way up.
    pub(crate) fn model_of(&self, rows: &str, then: &str) -> Content {
        self.model_up(&self.migrated(rows, then)).1.clone()
    }

    fn model_up<'m>(&self, migrated: &'m Migrated) -> &'m (PathBuf, Content) {
        migrated.model.get_or_init(|| {
            let file = migrated.before.with_extension("model.db");
            fs::copy(&migrated.before, &file).expect("a database");
            let mut db = open(&file).expect("a database");
            quick_upgrade(&mut db, &self.model(), None).expect("the grader's migrations");
            drop(db);
            let content = content(&file);
            (file, content)
        })
    }

    fn filled_up(&self) -> Rc<Migrated> {
        self.migrated(ROWS, self.then)
    }

    /// Whether the way up has come to its end on the filled database.
    fn runs(&self) -> bool {
        self.up_of(&self.filled_up()).said.is_ok()
    }

    /// Whether the filled database is as it should be after the way up.
    pub(crate) fn is_right(&self) -> bool {
        self.beside_model(ROWS, self.then, |model, found| self.compared(model, found)) == SAME
    }

    /// Part of the filled database after the way up, compared with what should be there.
    pub(crate) fn part(&self, about: &[About]) -> String {
        self.beside_model(ROWS, self.then, |model, found| {
            let part = |content| only(&self.judged_rules(content), about);
            compared(&part(model), &part(found))
        })
    }

    /// The counters of the filled database after the way up.
    pub(crate) fn counted(&self) -> String {
        self.part(&[About::Counters])
    }

    pub(crate) fn counts_right(&self) -> bool {
        self.counted() == SAME
    }

    /// What can be seen in the filled database after the way up.
    pub(crate) fn after_up(&self, name: &str, see: impl FnOnce(&Path) -> String) -> String {
        match self.upgraded_filled(name) {
            Ok(file) => see(&file),
            Err(_) => FAILED.to_owned(),
        }
    }

    /// All of two databases but what is judged apart.
    pub(crate) fn compared(&self, expected: &Content, found: &Content) -> String {
        compared(&self.judged_part(expected), &self.judged_part(found))
    }

    fn judged_part(&self, content: &Content) -> Content {
        let is_judged = |about: About| !self.counters_apart || about != About::Counters;
        let mut content = self.judged_rules(content);
        content.retain(|(about, _)| is_judged(*about));
        content
    }

    fn judged_rules(&self, content: &Content) -> Content {
        if self.any_refusal {
            refusing(content)
        } else {
            content.clone()
        }
    }

    /// Without rows there is little that can go wrong, and the schema is seen elsewhere.
    fn empty_up(&self) -> String {
        let new = self.empty_up_of("", "");
        let left = self.empty_up_of(ROWS, LEFT);
        format!("{new}\nwhere everybody has left, {left}")
    }

    fn empty_up_of(&self, rows: &str, then: &str) -> String {
        let empty = self.migrated(rows, then);
        let up = self.up_of(&empty);
        match &up.said {
            Ok(said) => {
                let about = [About::Rows, About::Counters];
                let part = |content: &Content| only(content, &about);
                let model = part(&self.model_up(&empty).1);
                format!("{said}\n{}", self.compared(&model, &part(up.found())))
            }
            Err(said) => said.clone(),
        }
    }

    /// The database with odd rows after the way up.
    fn odd_up(&self) -> &str {
        self.odd_up.get_or_init(|| {
            let odd = self.migrated(&odd_rows(), self.odd);
            let up = self.up_of(&odd);
            match &up.said {
                Ok(said) => {
                    let model = self.judged_part(&self.model_up(&odd).1);
                    let after = first_difference(&model, &self.judged_part(up.found()));
                    format!("{said}\n{after}")
                }
                Err(_) if !self.runs() => FAILED.to_owned(),
                Err(said) => said.clone(),
            }
        })
    }

    /// The same database up, with more rows then, and down again.
    fn odd_and_back(&self) -> String {
        if !self.odd_up().ends_with(SAME) {
            return NOT_RIGHT.to_owned();
        }
        let later = |file: &Path| {
            let done = open(file).and_then(|db| db.execute_batch(self.later));
            done.map_err(|error| first_line(&error))
        };
        let odd = self.migrated(&odd_rows(), self.odd);
        let model = self.copied(&self.model_up(&odd).0, "model-back.db");
        later(&model).expect("more rows");
        let mut db = open(&model).expect("a database");
        downgrade(&mut db, &self.model(), self.version - 1).expect("the grader's migrations");
        let file = self.copied(&self.up_of(&odd).file, "odd-back.db");
        if let Err(error) = later(&file) {
            return error;
        }
        self.after_down(&file, || {
            let mut model = self.judged_part(&content(&model));
            model.retain(|(_, line)| !may_be_there(line));
            first_difference(&model, &self.judged_part(&content(&file)))
        })
    }

    /// Up and down again, compared with what was there before. There is no way back from where
    /// nobody has been.
    fn there_and_back(&self, name: &str, rows: &str, then: &str) -> String {
        let migrated = self.migrated(rows, then);
        let file = self.copied(&self.up_of(&migrated).file, name);
        self.after_down(&file, || self.compared(migrated.was(), &content(&file)))
    }

    /// Up, down and up once more, compared with what should be there then.
    fn once_more(&self) -> String {
        let filled = self.filled_up();
        let file = self.copied(&self.up_of(&filled).file, "more.db");
        self.after_down(&file, || match self.up(&file) {
            Ok(up) => {
                let after = self.compared(&self.model_up(&filled).1, &content(&file));
                format!("{up}\n{after}")
            }
            Err(up) => up,
        })
    }

    /// The history refuses to change, as if the power was cut at that moment.
    fn power_cut(&self, way: Way) -> String {
        if !self.runs() {
            return FAILED.to_owned();
        }
        let (word, change) = match way {
            Way::Up => ("up", "INSERT ON refinery_schema_history WHEN NEW"),
            Way::Down => ("down", "DELETE ON refinery_schema_history WHEN OLD"),
        };
        let cut = format!(
            "CREATE TRIGGER keep_history BEFORE {change}.version = {}
             BEGIN SELECT RAISE(ABORT, 'the history stays'); END",
            self.version
        );
        let file = self.before(way, &format!("refused-{word}.db"));
        open(&file)
            .and_then(|db| db.execute_batch(&cut))
            .expect("the grader's own trigger");
        let before = fs::read(&file).expect("a database");
        let said = self.run(way, &file).unwrap_or_else(|said| said);
        // Otherwise it is not the power cut that has stopped it.
        let said = if said.contains("the history stays") {
            &format!("{word}: the power is cut")
        } else {
            &said
        };
        let after = since(&file, &before);
        let mended = open(&file).and_then(|db| db.execute_batch("DROP TRIGGER keep_history"));
        mended.expect("the grader's own trigger");
        let filled = self.filled_up();
        let up = self.up_of(&filled).found();
        let is_same = || match way {
            _ if after != SAME => holds(&file, &before),
            Way::Up => filled.was() == up,
            Way::Down => content(&file) == *up,
        };
        let again = match self.run(way, &file) {
            Ok(_) if is_same() => format!("{word}: it changes nothing"),
            Ok(_) => format!("{word}: it runs"),
            Err(said) => said,
        };
        let rolled_back = self.rolled_back(way);
        format!("{said}\n{after}\nonce more, {again}\n{rolled_back}")
    }

    /// Runners put several files into one transaction: what was written before this file must be
    /// undone with it.
    fn rolled_back(&self, way: Way) -> String {
        let name = match way {
            Way::Up => "rolled-back.db",
            Way::Down => "rolled-back-down.db",
        };
        let file = self.before(way, name);
        let before = fs::read(&file).expect("a database");
        let db = open(&file).expect("a database");
        let written = "BEGIN; INSERT INTO old_names VALUES (2, 'written before your file')";
        db.execute_batch(written).expect("a row");
        // Whatever it says here, it has said before.
        let _ = db.execute_batch(&self.sql(way));
        if !db.is_autocommit() {
            db.execute_batch("ROLLBACK").expect("the old state");
        }
        drop(db);
        let after = since(&file, &before);
        format!("with an earlier file in one transaction, rolled back:\n{after}")
    }

    /// A filled database that the student's file is to be run on.
    fn before(&self, way: Way, name: &str) -> PathBuf {
        let filled = self.filled_up();
        match way {
            Way::Up => self.copied(&filled.before, name),
            // Whether that works is seen elsewhere.
            Way::Down => self.copied(&self.up_of(&filled).file, name),
        }
    }

    fn run(&self, way: Way, file: &Path) -> Result<String, String> {
        match way {
            Way::Up => self.up(file),
            Way::Down => self.down(file),
        }
    }

    /// What is the same for each migration on the way up: that it works at all, on databases with
    /// rows and without. What is seen is seen in parts, so that each fault shows in its own.
    pub(crate) fn tries(&self, s: &mut Scenario) {
        s.observe("up-filled", "a filled database: up", || {
            let filled = self.filled_up();
            let up = self.up_of(&filled);
            match &up.said {
                Ok(said) if filled.was() == up.found() => format!("{said}\nbut changes nothing"),
                Ok(said) | Err(said) => said.clone(),
            }
        });
        for (id, title, about) in PARTS {
            s.observe(id, title, || self.part(&[about]));
        }
        if self.counters_apart {
            s.observe("up-rows", "a filled database, up: rows", || {
                self.part(&[About::Rows])
            });
        } else {
            s.observe(
                "up-rows-and-counters",
                "a filled database, up: rows and counters",
                || self.part(&[About::Rows, About::Counters]),
            );
        }
        s.observe("up-empty", "an empty database: up", || self.empty_up());
    }

    /// What is the same for each migration after that: that no text and no number is too odd for
    /// it (most faults have shown before, where they are easier to see), that it is one transaction,
    /// and that it can be undone.
    pub(crate) fn tries_back(&self, s: &mut Scenario) {
        s.observe(
            "odd-texts",
            "62 odd texts in each column, and ids beyond 32 bits: up",
            || self.odd_up().to_owned(),
        );
        s.observe(
            "power-cut",
            "the power is cut before the history is written: nothing stays",
            || self.power_cut(Way::Up),
        );
        s.observe(
            "way-back",
            "the way back: an empty database, a filled one, one with odd texts",
            || {
                if !self.is_right() {
                    return NOT_RIGHT.to_owned();
                }
                let empty = self.there_and_back("round-empty.db", "", "");
                let left = self.there_and_back("round-left.db", ROWS, LEFT);
                let filled = self.there_and_back("round.db", ROWS, self.then);
                let odd = self.odd_and_back();
                format!(
                    "the empty one, {empty}\nwhere everybody has left, {left}\n\
                     the filled one, {filled}\nwith odd texts, and more after the way up, {odd}"
                )
            },
        );
        s.observe(
            "power-cut-back",
            "the power is cut before the history is taken back: nothing stays",
            || {
                if self.is_right() {
                    self.power_cut(Way::Down)
                } else {
                    NOT_RIGHT.to_owned()
                }
            },
        );
        s.observe(
            "up-again",
            "a filled database: up, down, and up once more",
            || {
                if self.is_right() {
                    self.once_more()
                } else {
                    NOT_RIGHT.to_owned()
                }
            },
        );
    }
}

const PARTS: [(&str, &str, About); 4] = [
    (
        "up-columns",
        "a filled database, up: tables and columns",
        About::Columns,
    ),
    (
        "up-foreign-keys",
        "a filled database, up: foreign keys",
        About::Keys,
    ),
    (
        "up-indexes",
        "a filled database, up: indexes and UNIQUE",
        About::Indexes,
    ),
    (
        "up-triggers",
        "a filled database, up: triggers and views",
        About::Triggers,
    ),
];

/// Writes the grader's migrations up to a version into a folder.
fn folder(s: &Scenario, name: &str, last: i32) -> PathBuf {
    let dir = s.work().join(name);
    fs::create_dir_all(&dir).expect("a folder");
    for (file, sql) in FILES {
        if number(file).is_some_and(|version| version <= last) {
            fs::write(dir.join(file), sql).expect("a migration");
        }
    }
    dir
}

/// The files of a version in the student's folder.
fn of_the_student(s: &Scenario, version: i32) -> Vec<(String, String)> {
    let dir = s.crate_dir().join("migrations");
    let entries = fs::read_dir(dir).expect("the folder migrations");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("a file").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if number(&name) == Some(version) {
            let sql = fs::read_to_string(&path).expect("a migration is a text");
            files.push((name.into_owned(), sql));
        }
    }
    files
}

/// The 5 of `V5__correct_description.sql`.
fn number(file: &str) -> Option<i32> {
    let (number, rest) = file.strip_prefix('V')?.split_once("__")?;
    rest.ends_with(".sql").then(|| number.parse().ok())?
}

/// The connection that the migrations run on: foreign keys on, as in the program, and rows in no
/// order that anybody can rely on.
pub(crate) fn connect(file: &Path) -> Connection {
    let db = Connection::open(file).expect("a database");
    for setting in ["foreign_keys", "reverse_unordered_selects"] {
        untraced(|| db.pragma_update(None, setting, true)).expect("a setting");
    }
    db
}

/// What the runner said, and what the file has left on the connection.
fn said(
    db: &Connection,
    way: &str,
    result: &Result<Vec<i32>, EvolveError>,
    settings: Option<&[String]>,
) -> String {
    let mut said = match result {
        Ok(_) => format!("{way}: it runs"),
        Err(error) => format!("{way}: {}", reason(error)),
    };
    if setting(db, "foreign_keys") != Some(1) {
        said.push_str("\nforeign keys are off now");
    }
    if !db.is_autocommit() {
        said.push_str("\na transaction is left open");
    }
    let is_setting = |now: &&String| !now.starts_with("foreign_keys ");
    let changed = settings.map(|before| changed(db, before, is_setting));
    said + &changed.unwrap_or_default() + &besides(db)
}

/// What is no more on a connection as its owner wants it, but for foreign keys and transactions.
pub(crate) fn left_behind(
    db: &Connection,
    before: &[String],
    counts: impl Fn(&&String) -> bool,
) -> String {
    changed(db, before, counts) + &besides(db)
}

/// The settings that count and are no more as they were. What is beside the database is told by
/// `besides`.
fn changed(db: &Connection, before: &[String], counts: impl Fn(&&String) -> bool) -> String {
    let now = settings(db);
    let is_beside = |now: &String| now.starts_with("attached ") || now.starts_with("temporary ");
    let changed = now
        .iter()
        .filter(|now| !before.contains(now) && !is_beside(now))
        .filter(counts);
    changed
        .map(|now| format!("\na setting has changed: {now}"))
        .collect()
}

/// What is on a connection besides its database. Whoever has made something temporary knows its
/// name: without it, all who forget it show the same.
fn besides(db: &Connection) -> String {
    let mut left = String::new();
    let temporary =
        "SELECT 'a ' || type FROM temp.sqlite_schema WHERE type <> 'index' ORDER BY type";
    let attached = "SELECT 'a database' FROM pragma_database_list WHERE seq > 1";
    for (sql, what) in [
        (temporary, "something temporary is left"),
        (attached, "still attached"),
    ] {
        for name in texts(db, sql, &[]).unwrap_or_default() {
            left += &format!("\n{what}: {name}");
        }
    }
    left
}

/// What SQLite said, without refinery's words around it and without the SQL, and without the name
/// of a table that is only there meanwhile.
fn reason(error: &EvolveError) -> String {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    if let EvolveError::Db(error) = error {
        cause = Some(error);
    }
    let mut said = first_line(error);
    while let Some(error) = cause {
        if let Some(
            rusqlite::Error::SqlInputError { msg, .. }
            | rusqlite::Error::SqliteFailure(_, Some(msg)),
        ) = error.downcast_ref()
        {
            said = first_line(msg);
        }
        cause = error.source();
    }
    let stays = |table: &str| ["posts", "loans", "old_names", "roles"].contains(&table);
    match said.split_once("constraint failed: ") {
        Some((rule, of)) => match of.rsplit_once('.') {
            Some((table, column)) if !stays(table) => format!("{rule}constraint failed: {column}"),
            _ => said,
        },
        None => said,
    }
}

pub(crate) fn setting(db: &Connection, name: &str) -> Option<i64> {
    untraced(|| db.pragma_query_value(None, name, |row| row.get(0))).ok()
}

pub(crate) fn first_line(text: &impl Display) -> String {
    let text = text.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

pub(crate) fn texts(
    db: &Connection,
    sql: &str,
    parameters: &[&str],
) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached(sql)?;
    untraced(|| {
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
        rows.collect()
    })
}

/// A statement on a connection like the program's, and what SQLite says.
pub(crate) fn attempt(file: &Path, sql: &str) -> String {
    match connect(file).execute_batch(sql) {
        Ok(()) => "it is done".to_owned(),
        Err(rusqlite::Error::SqliteFailure(_, Some(why))) => {
            format!("refused: {}", why.split(':').next().unwrap_or_default())
        }
        Err(error) => format!("refused: {}", first_line(&error)),
    }
}

/// The answer of a query that gives one text, or why there is none.
pub(crate) fn answer(file: &Path, sql: &str) -> String {
    answered(&connect(file), sql)
}

pub(crate) fn answered(db: &Connection, sql: &str) -> String {
    let found = untraced(|| db.query_row(sql, [], |row| row.get::<_, Option<String>>(0)));
    match found {
        Ok(text) => text.unwrap_or_else(|| "nothing".to_owned()),
        Err(error) => first_line(&error),
    }
}

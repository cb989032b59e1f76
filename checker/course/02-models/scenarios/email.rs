//! Two spellings of one address: the rule, the question, and what is stored.

use crate::shared::{
    LARGE_ID, accepted, execute, hurried, in_the_text, in_vain, lent, lent_without_keys, made,
    odd_address, one, told, watched,
};
use models::email::{ddl, find_by_email, register};
use rusqlite::{Connection, Error, Result};
use scenario::{
    Scenario, Statement, TEXTS, became, first_fault, hindered, in_transaction, open, plan, traced,
};
use std::cell::OnceCell;
use std::path::Path;
use std::time::Duration;

pub fn run(s: &mut Scenario) {
    let [raw, registered, busy, asked, bare, odd, hard, found] = [
        "raw",
        "registered",
        "busy",
        "asked",
        "bare",
        "odd",
        "hard",
        "found",
    ]
    .map(|name| s.empty(&format!("{name}.db")));
    s.observe("ddl", "the statement of ddl() runs", || {
        let others = [&registered, &busy, &asked, &odd, &hard, &found];
        let there = "SELECT count(*) || '' FROM users";
        let all = || {
            let made = made(&raw, ddl())?;
            others
                .into_iter()
                .try_for_each(|file| execute(file, ddl()))?;
            // Beside the table users there may be others.
            one(&raw, there)?;
            Ok(match made.split_once('\n') {
                Some((_, rest)) => format!("it does\n{rest}"),
                None => "it does".to_owned(),
            })
        };
        told(all())
    });
    s.observe(
        "other-spelling-by-sql",
        "Susan@x.com is there: raw SQL that adds susan@X.com, or makes it of another address, is refused",
        || {
            let added = |name, email| written(&raw, || insert(&raw, name, email));
            let change = "UPDATE users SET email = 'susan@X.com' WHERE email = 'ben@x.com'";
            let first = added("susan", "Susan@x.com");
            let second = added("sue", "susan@X.com");
            let third = match insert(&raw, "ben", "ben@x.com") {
                Ok(()) => written(&raw, || execute(&raw, change)),
                refused => stored(refused),
            };
            let blank = added("sand", "susan@x.com ");
            format!(
                "the first: {first}\nthe second: {second}\nanother, changed to it: {third}\nwith a blank behind it: {blank}\n{}",
                told(other_pairs(&raw))
            )
        },
    );
    s.observe(
        "register-spelling",
        "register stores Susan@x.com in just this spelling",
        || {
            let id = connection(&registered).and_then(|db| register(&db, "susan", "Susan@x.com"));
            format!(
                "the answer: {}\nin the table: {}",
                told(id.map(|id| format!("id {id}"))),
                told(one(
                    &registered,
                    "SELECT username || ', ' || email FROM users ORDER BY id LIMIT 1"
                )) + &hash(&registered)
            )
        },
    );
    s.observe(
        "register-odd-texts",
        "register stores odd names and addresses as they are, after user 9007199254740993",
        || told(odd_users(&odd)),
    );
    s.observe(
        "register-other-spelling",
        "register refuses a second user with the address SUSAN@x.com, and susan a second time",
        || {
            [("sue", "SUSAN@x.com"), ("susan", "Susan@x.com")]
                .map(|user| told(refused(&registered, user)))
                .join("\n")
        },
    );
    s.observe(
        "register-quote",
        "register takes o'brien@x.com, with the quote in it",
        || {
            let id = connection(&registered).and_then(|db| register(&db, "brien", "o'brien@x.com"));
            let there =
                "SELECT count(*) || ' in the table' FROM users WHERE email = 'o''brien@x.com'";
            told(id.and_then(|_| one(&registered, there)))
        },
    );
    s.observe(
        "register-statement-text",
        "the name and the address that register is given are in no statement's text",
        || {
            let values = [("the name", "canary"), ("the address", "magpie@x.com")];
            in_the_text(&values, |values| {
                drop(connection(&registered).and_then(|db| register(&db, values[0], values[1])))
            })
        },
    );
    s.observe(
        "register-id",
        "register returns the id of the row that it wrote, whatever else is in the table",
        || among_others(&busy),
    );
    s.observe(
        "register-hindered",
        "when a user cannot be stored, register returns an error and leaves the rest as it was",
        || {
            let usual = OnceCell::new();
            told(hindered(&hard, "users", |db| {
                in_vain(&usual, db, |db| register(db, "anne", "anne@x.com"))
            }))
        },
    );
    // These rows were not written by the student's `register`.
    let rows = [
        ("john", "John@x.com"),
        ("susan", "Susan@x.com"),
        ("brien", "o'brien@x.com"),
    ]
    .map(|(name, email)| insert(&asked, name, email));
    drop(rows);
    let large = "INSERT INTO users (id, username, email) VALUES (?1, 'eloise', 'É@x.com')";
    drop(open(&asked).and_then(|db| db.execute(large, [LARGE_ID])));
    let db = connection(&asked).expect("a database");
    let find = |email: &str| match find_by_email(&db, email) {
        Ok(Some(id)) => format!("{email}: user {id}"),
        Ok(None) => format!("{email}: nobody"),
        // With the words that the student may search for.
        Err(error @ Error::QueryReturnedNoRows) => format!("{email}: an error: {error}"),
        Err(error) => format!("{email}: {}", told::<i64>(Err(error))),
    };
    s.observe(
        "find-each-spelling",
        "in a database filled by raw SQL, user 2 is Susan@x.com, and each spelling finds her",
        || {
            ["Susan@x.com", "susan@x.com", "SUSAN@X.COM"]
                .map(find)
                .join("\n")
        },
    );
    s.observe(
        "find-changed",
        "john's address was changed by raw SQL: the new one is user 1, the old one nobody",
        || {
            let change = "UPDATE users SET email = 'John@x.org' WHERE username = 'john'";
            told(execute(&asked, change).and_then(|()| {
                let now = one(&asked, "SELECT email FROM users WHERE username = 'john'")?;
                let kept = match now.as_str() {
                    "John@x.org" => String::new(),
                    other => format!("\nin the table, John@x.org became {other}"),
                };
                Ok(["john@x.org", "john@x.com"].map(find).join("\n") + &kept)
            }))
        },
    );
    s.observe(
        "find-quote",
        "o'brien@x.com, with the quote in it, is user 3",
        || find("o'brien@x.com"),
    );
    s.observe(
        "find-nobody",
        "anne@x.com, who has no account, is nobody",
        || find("anne@x.com"),
    );
    s.observe(
        "find-part",
        "what is in front of or behind an address belongs to it: these are not susan's",
        || {
            let others = [
                "susan@x.co",
                "susan@x.com2",
                "2susan@x.com",
                "susan+2@x.com",
                "susan",
            ];
            let blanks = [" susan@x.com", "susan@x.com ", "susan@x.com\n"]
                .map(|email| format!("{:?}", find(email)));
            format!("{}\n{}", others.map(find).join("\n"), blanks.join("\n"))
        },
    );
    s.observe(
        "find-large-id",
        "user 9007199254740993 is É@x.com, and is found in this spelling",
        || find("É@x.com"),
    );
    s.observe(
        "find-odd-texts",
        "odd addresses are found as they are, and in capitals and small letters",
        || told(find_odd_users(&found)),
    );
    s.observe(
        "find-statement-text",
        "the address that find_by_email is given is in no statement's text",
        || {
            in_the_text(&[("the address", "canary@x.com")], |values| {
                drop(connection(&asked).and_then(|db| find_by_email(&db, values[0])))
            })
        },
    );
    s.observe(
        "find-pattern",
        "an address is no pattern: s_san@x.com and % find no user",
        || {
            // That nobody is no error was asked just before.
            let no_rows = format!("an error: {}", Error::QueryReturnedNoRows);
            ["s_san@x.com", "%"]
                .map(find)
                .join("\n")
                .replace("nobody", "no user")
                .replace(&no_rows, "no user")
        },
    );
    let mut asks = "nothing";
    s.observe(
        "find-plan",
        "looking for an address does not read the whole table",
        || {
            // Who writes an address into the text of a question should hear of that first.
            if find("o'brien@x.com").contains("syntax error")
                && find("Susan@x.com").contains(": user ")
            {
                return "not looked at: o'brien@x.com could not be asked for".to_owned();
            }
            let db = connection(&asked).expect("a database");
            let (_, mut trace) = traced(|| find_by_email(&db, "susan@x.com"));
            asks = comparison(&trace.statements);
            // What is asked about nobody may be more.
            let (_, nobody) = traced(|| find_by_email(&db, "anne@x.com"));
            trace.statements.extend(nobody.statements);
            told(way(&asked, &trace.statements))
        },
    );
    s.clue("comparison", asks);
    s.observe(
        "find-without-table",
        "without a table users, or while somebody has locked it, find_by_email returns an error",
        || {
            let locked = || {
                let db = connection(&asked)?;
                // It knows the table by now, so that a question can be prepared.
                db.query_row("SELECT count(*) FROM users", [], |_| Ok(()))?;
                let other = open(&asked)?;
                other.execute_batch("BEGIN EXCLUSIVE")?;
                db.busy_timeout(Duration::ZERO)?;
                Ok(asked_in_vain(&db))
            };
            format!(
                "without: {}\nlocked: {}",
                told(connection(&bare).map(|db| asked_in_vain(&db))),
                told(locked())
            )
        },
    );
}

/// No error is not enough: a rule can drop a row, or the one that is in its way.
fn written(file: &Path, statement: impl FnOnce() -> Result<()>) -> String {
    let users = || -> Result<Vec<(String, String)>> {
        let db = open(file)?;
        let mut all = db.prepare("SELECT username, email FROM users")?;
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    let before = users().unwrap_or_default();
    let answer = statement();
    let after = users().unwrap_or_default();
    let is_there = |name: &str| after.iter().any(|(other, _)| other == name);
    let note = match &answer {
        Ok(()) if before == after => ", and nothing is written".to_owned(),
        Ok(()) => match before.iter().find(|(name, _)| !is_there(name)) {
            Some((name, _)) => format!(", and {name} is gone"),
            None => String::new(),
        },
        Err(_) => String::new(),
    };
    match answer {
        Ok(()) => accepted(&note),
        refused => stored(refused),
    }
}

/// The rule holds for each row, whatever else is in it.
fn other_pairs(file: &Path) -> Result<String> {
    let db = open(file)?;
    let two = [
        ["('root', 'Root', NULL)", "('toor', 'rOOT', NULL)"],
        [
            "('anne', 'Anne@x.com', 'Zq7v')",
            "('emma', 'anne@X.com', 'Wq7v')",
        ],
    ]
    .map(|users| {
        let rows = || db.query_row("SELECT count(*) FROM users", [], |row| row.get::<_, i64>(0));
        let before = rows().unwrap_or_default();
        for user in users {
            let row = format!("INSERT INTO users (username, email, password_hash) VALUES {user}");
            let _ = db.execute(&row, []);
        }
        rows().unwrap_or_default() > before + 1
    });
    Ok(match two {
        [false, false] => "other pairs: one user each",
        [true, _] => "Root and rOOT: two users",
        [false, true] => "Anne@x.com and anne@X.com, both with a password_hash: two users",
    }
    .to_owned())
}

/// Other rows are there, and then triggers add one before and after whenever somebody does: this is what
/// a second program looks like that writes at the same moment.
fn among_others(file: &Path) -> String {
    const TRIGGERS: &str = "CREATE TRIGGER twins AFTER INSERT ON users
        WHEN new.username NOT LIKE '% %'
        BEGIN
            INSERT INTO users (username, email)
            VALUES ('twin ' || new.username, 'twin-' || new.email);
        END;
        CREATE TRIGGER elders BEFORE INSERT ON users
        WHEN new.username NOT LIKE '% %'
        BEGIN
            INSERT INTO users (username, email)
            VALUES ('elder ' || new.username, 'elder-' || new.email);
        END";
    const OLD: &str = "INSERT INTO users (id, username, email) VALUES (41, 'john', 'john@x.com')";
    const LARGE: &str = "INSERT INTO users (id, username, email) VALUES (?1, 'bond', 'bond@x.com')";
    let registered_on = |db: &Connection, name: &str, email: &str| {
        let answer = register(db, name, email)?;
        let row = "SELECT id FROM users WHERE email = ?1";
        let id: Option<i64> = open(file)?.query_row(row, [email], |row| row.get(0))?;
        Ok(match id {
            Some(id) if id == answer => "it does".to_owned(),
            Some(id) => format!("it returns {answer}, and its row has the id {id}"),
            None => format!("it returns {answer}, and no row has its email"),
        })
    };
    let registered = |name, email| registered_on(&connection(file)?, name, email);
    let beside = execute(file, OLD).and_then(|()| registered("anne", "anne@x.com"));
    let large = open(file)
        .and_then(|db| db.execute(LARGE, [LARGE_ID]))
        .and_then(|_| registered("emma", "emma@x.com"));
    let busy = execute(file, TRIGGERS).and_then(|()| registered("ben", "ben@x.com"));
    let sql = "INSERT INTO users (username, email) VALUES ('ice', 'ice@x.com')";
    let hurry = hurried(file, "users", sql).and_then(|db| registered_on(&db, "sand", "sand@x.com"));
    format!(
        "beside user 41: {}\nbeside user 9007199254740993: {}\nwhile triggers add users, too: {}\nwhile another program does: {}",
        told(beside),
        told(large),
        told(busy),
        told(hurry)
    )
}

/// As a program would open it, and traced.
fn connection(file: &Path) -> Result<Connection> {
    lent(Connection::open(file)?)
}

/// Nothing if the user that was stored has no password yet, or no such column.
fn hash(file: &Path) -> String {
    match one(
        file,
        "SELECT quote(password_hash) FROM users ORDER BY id LIMIT 1",
    ) {
        Ok(hash) if hash != "NULL" => format!(", and the password_hash {hash}"),
        _ => String::new(),
    }
}

fn asked_in_vain(db: &Connection) -> &'static str {
    match find_by_email(db, "anne@x.com") {
        Ok(Some(_)) => "it returns a user",
        Ok(None) => "it returns None",
        Err(_) => "it does",
    }
}

/// What careless code takes for something else in an address alone: some providers overlook a full
/// stop, or what follows a plus. The first and the last one have an @.
const IN_ADDRESSES: [&str; 3] = ["z.o.e", "zoe=zoe", "zoe+zoe"];

fn all_texts() -> impl Iterator<Item = (usize, &'static &'static str)> {
    TEXTS.iter().chain(&IN_ADDRESSES).enumerate()
}

/// Whether two users may have one name is not asked, but nobody gets another one.
fn odd_users(file: &Path) -> Result<String> {
    let large = "INSERT INTO users (id, username, email) VALUES (?1, 'bond', 'bond@x.com')";
    open(file)?.execute(large, [LARGE_ID])?;
    let db = lent_without_keys(Connection::open(file)?)?;
    let user = |id: i64| -> Result<(String, String)> {
        let sql = "SELECT username, email FROM users WHERE id = ?1";
        let mut user = db.prepare_cached(sql)?;
        user.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    let (texts, changed) = watched(&db, |db| {
        first_fault(all_texts(), |(number, text)| {
            let given = ((*text).to_owned(), odd_address(number, text));
            match register(db, text, &given.1).map(|id| (id, user(id))) {
                Ok((_, Ok(found))) => {
                    became(&given.0, &found.0).or_else(|| became(&given.1, &found.1))
                }
                Ok((id, Err(Error::QueryReturnedNoRows))) => Some(format!(
                    "{text:?}: register returns {id}, and no user has this id"
                )),
                Ok((_, Err(error))) | Err(error) => {
                    Some(format!("{text:?}: {}", told::<i64>(Err(error))))
                }
            }
        })
    });
    let again = match register(&db, "bond", "sue@x.com").and_then(user) {
        Ok((name, _)) if name != "bond" => "\nbut not for the second user of a name",
        _ => "",
    };
    let capitals = ("Emma".to_owned(), "Emma@X.ORG".to_owned());
    let capitals = match register(&db, &capitals.0, &capitals.1).and_then(user) {
        Ok(found) => became(&capitals, &found).map_or(String::new(), |fault| format!("\n{fault}")),
        Err(error) => format!("\ncapitals: {}", told::<i64>(Err(error))),
    };
    let inside = in_transaction(&db, |db| drop(register(db, "anne", "anne@x.com")))?;
    let refused = in_transaction(&db, |db| drop(register(db, "anne", "BOND@x.com")))?;
    Ok(format!(
        "{texts}{again}{capitals}{changed}\n{inside}\nafter a refusal, {refused}"
    ))
}

/// They are not written by the student's `register`, and not in the order of their ids.
fn find_odd_users(file: &Path) -> Result<String> {
    let own = open(file)?;
    own.execute_batch("BEGIN")?;
    let address = |number: usize, text: &str| match number % 3 {
        0 => format!("{text}.x.com"),
        _ => format!("{text}@x.com"),
    };
    let id = |number: usize| LARGE_ID - 2 * number as i64;
    for (number, text) in all_texts() {
        let sql = "INSERT INTO users (id, username, email) VALUES (?1, ?2, ?3)";
        own.prepare_cached(sql)?
            .execute((id(number), text, address(number, text)))?;
    }
    own.execute_batch("COMMIT")?;
    let db = connection(file)?;
    let (texts, changed) = watched(&db, |db| {
        first_fault(all_texts(), |(number, text)| {
            let email = address(number, text);
            let other = match number % 2 {
                0 => email.to_ascii_uppercase(),
                _ => email.to_ascii_lowercase(),
            };
            let spellings = [email, other];
            spellings
                .iter()
                .find_map(|email| match find_by_email(db, email) {
                    Ok(found) if found == Some(id(number)) => None,
                    Ok(None) | Err(Error::QueryReturnedNoRows) => {
                        Some(format!("{email:?} is nobody"))
                    }
                    Ok(Some(_)) => Some(format!("{email:?} is somebody else")),
                    Err(error) => Some(format!("{email:?}: {}", told::<i64>(Err(error)))),
                })
        })
    });
    let mut answer = Ok(None);
    let inside = in_transaction(&db, |db| answer = find_by_email(db, "anne@x.com"))?;
    // Whether nobody is an error is asked elsewhere.
    let note = match answer {
        Ok(_) | Err(Error::QueryReturnedNoRows) => "",
        Err(_) => ", and in it find_by_email returns an error",
    };
    Ok(format!("{texts}{changed}\n{inside}{note}"))
}

/// Who registers second is told so, and the first one and the connection are as before.
fn refused(file: &Path, (name, email): (&str, &str)) -> Result<String> {
    let db = connection(file)?;
    let users = || one(file, "SELECT group_concat(id ORDER BY id) FROM users");
    let first = "SELECT (SELECT username || email FROM users ORDER BY id)";
    let first = || one(file, first);
    let (old, old_first) = (users()?, first()?);
    let (answer, changed) = watched(&db, |db| register(db, name, email).map(drop));
    let new = users()?;
    let is_renamed = first()? != old_first;
    let is_other = match answer {
        Ok(()) => !new.starts_with(&old),
        Err(_) => new != old,
    };
    let note = match &answer {
        Ok(()) if new == old && is_renamed => ", and the first user is another".to_owned(),
        Ok(()) if new == old => ", and no row is stored".to_owned(),
        _ if is_other => format!(", and the ids of the users were {old} and are {new}"),
        _ => String::new(),
    };
    let answer = match answer {
        Ok(()) => accepted(&note),
        refused => stored(refused) + &note,
    };
    Ok(answer + &changed)
}

fn insert(file: &Path, username: &str, email: &str) -> Result<()> {
    let sql = "INSERT INTO users (username, email) VALUES (?1, ?2)";
    open(file)?.execute(sql, [username, email]).map(drop)
}

/// How SQLite answers what `find_by_email` asks.
fn way(file: &Path, statements: &[Statement]) -> Result<String> {
    let db = open(file)?;
    let questions = statements
        .iter()
        .filter(|sql| sql.to_lowercase().contains("users"));
    let plans: Vec<String> = questions.map(|sql| plan(&db, sql)).collect::<Result<_>>()?;
    // A question without a table of its own, around one that has one.
    let plans = plans.join("\n").replace("SCAN CONSTANT ROW", "");
    Ok(match (plans.contains("SCAN"), plans.contains("SEARCH")) {
        (true, _) => "SCAN: each row is read",
        (false, true) => "SEARCH: the index leads to the row",
        (false, false) => "the table was not asked",
    }
    .to_owned())
}

/// Whether it is the question that spoils the index.
fn comparison(statements: &[Statement]) -> &'static str {
    let sql = statements.join(" ").to_lowercase();
    match sql.split_once("where") {
        None => "not at all: it asks for all rows",
        Some((_, condition))
            if ["(", "like", "collate"]
                .iter()
                .any(|word| condition.contains(word)) =>
        {
            "in a way of its own: by a function, a pattern, a collation"
        }
        Some(_) => "plainly",
    }
}

/// The name of a unique index is the student's own.
fn stored(result: Result<()>) -> String {
    const UNIQUE: i32 = 2067;
    match result {
        Ok(()) => "accepted".to_owned(),
        Err(Error::SqliteFailure(error, _)) if error.extended_code == UNIQUE => {
            "refused: UNIQUE constraint failed".to_owned()
        }
        // What a function returns that has asked before.
        Err(
            Error::InvalidQuery | Error::InvalidParameterName(_) | Error::ToSqlConversionFailure(_),
        ) => "refused, but not by the table".to_owned(),
        Err(Error::QueryReturnedNoRows) => {
            "refused, but not by the table: no row came back".to_owned()
        }
        Err(error) => told::<String>(Err(error)),
    }
}

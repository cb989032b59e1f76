//! One kind of error, four meanings.

use crate::shared::{
    self, CROWDED, all_values, became_other, brien, left_open, lent, odd, odd_in, refuse_commit,
    say, watched,
};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, first_fault, in_transaction, open, traced, untraced};
use session::{AddUserError, NewUser, SCHEMA, User, register};

pub fn run(s: &mut Scenario) {
    let [plain, given, odd_ones, locked, inside, late] = [
        "app.db",
        "given.db",
        "odd.db",
        "locked.db",
        "inside.db",
        "late.db",
    ]
    .map(|name| s.empty(name));
    s.observe("new-user", "susan, with a password, is new", || {
        let mut susan = shared::new("susan");
        susan.password_hash = Some("pbkdf2:1".to_owned());
        let result = told(register(&shared::microblog(&plain, ""), &susan));
        format!("{result}\n{}", all_values(&plain))
    });
    s.observe(
        "as-given",
        "beside a twin, large ids and a trigger's robots: O'Brien, with blanks and an empty hash",
        || {
            let mut db = shared::microblog(&given, CROWDED);
            let (result, besides) = watched(&mut db, |db| told(register(db, &brien())));
            format!("{result}\n{}\n{besides}", all_values(&given))
        },
    );
    s.observe(
        "odd-texts",
        "odd names, addresses and hashes: blanks, signs, digits, letters of all kinds",
        || {
            let mut db = shared::microblog(&odd_ones, "");
            let (returned, owners) = lent(&mut db, |db| {
                first_fault(&odd(), |new| match register(db, new) {
                    Ok(user) => became_other(new, &user),
                    result => Some(format!("{:?}: {}", new.username, told(result))),
                })
            });
            let stored = odd_in(&odd_ones);
            let inside = in_transaction(&db, |db| drop(register(db, &shared::new("susan"))))
                .expect("a transaction");
            format!("returned: {returned}\nin the table: {stored}\n{inside}\n{owners}")
        },
    );
    s.observe("taken-username", "the username john is taken", || {
        try_add(&microblog(""), "john", "other@example.com")
    });
    s.observe("taken-email", "the email john@example.com is taken", || {
        let db = microblog("");
        let other = "JOHN@Example.com";
        let same = try_add(&db, "johnny", "john@example.com");
        format!(
            "john@example.com: {same}\n{other}: {}",
            try_add(&db, "johnny", other)
        )
    });
    s.observe("bad-lengths", "a value is too short or too long", || {
        let db = microblog("");
        let (none, long) = (
            try_add(&db, "", "a@example.com"),
            try_add(&db, &"x".repeat(65), "a@example.com"),
        );
        let email = try_add(&db, "anna", "x");
        format!("no username: {none}\n65 letters: {long}\nthe email x: {email}")
    });
    s.observe(
        "letters-and-bytes",
        "an é is two bytes, a 𝄞 four, and both are one letter: names of 64 and 65, emails of 120, 3 and 2, two of them plain",
        letters_and_bytes,
    );
    s.observe(
        "not-null",
        "password_hash is NOT NULL here, and susan has no password",
        || {
            let tables = SCHEMA.replace("password_hash TEXT", "password_hash TEXT NOT NULL");
            let db = InMemory::with(&tables).expect("tables");
            try_add(&db, "susan", "susan@example.com")
        },
    );
    s.observe("missing-table", "the table users is missing", || {
        try_add(&microblog("DROP TABLE users"), "susan", "susan@example.com")
    });
    s.observe(
        "locked-or-read-only",
        "somebody else is writing; then this connection may only read",
        || {
            let db = shared::microblog(&locked, "");
            let other = open(&locked).expect("a database");
            let run = |db: &Connection, sql| untraced(|| db.execute_batch(sql)).expect("a setting");
            run(&db, "PRAGMA busy_timeout = 0");
            run(&other, "BEGIN IMMEDIATE");
            let mut busy = String::new();
            let (_, after) = asked(|| busy = try_add(&db, "susan", "susan@example.com"));
            run(&other, "ROLLBACK");
            run(&db, "PRAGMA query_only = ON");
            let read_only = try_add(&db, "susan", "susan@example.com");
            format!("locked: {busy}\nafter the INSERT: {after}\nread-only: {read_only}")
        },
    );
    s.observe(
        "refusing-trigger",
        "a trigger refuses every new user, and says what it likes",
        || {
            [
                "no new users today",
                "CHECK constraint failed: users",
                "UNIQUE constraint failed: users.username",
            ]
            .map(|text| {
                let db = microblog(&CLOSED.replace("TEXT", text));
                try_add(&db, "susan", "susan@example.com")
            })
            .join("\n")
        },
    );
    s.observe(
        "unique-elsewhere",
        "a name, an email or a key is in the way of a trigger, in audit or old_users; then a hash, username_key and email_key in users",
        || {
            let elsewhere = [
                ("audit", "username TEXT UNIQUE"),
                ("audit", "email TEXT UNIQUE"),
                ("audit", "post REFERENCES posts(id)"),
                ("audit", "id INTEGER PRIMARY KEY"),
                ("old_users", "username TEXT UNIQUE"),
                ("old_users", "email TEXT UNIQUE"),
            ]
                .map(|(table, column)| {
                    let db = microblog(&AUDIT.replace("audit", table).replace("COLUMN", column));
                    untraced(|| db.pragma_update(None, "foreign_keys", true))
                        .expect("a pragma");
                    try_add(&db, "susan", "susan@example.com")
                })
                .join("\n");
            format!("{elsewhere}\n{}\n{}", same_hash(), same_keys())
        },
    );
    let (_, trace) = traced(|| try_add(&microblog(""), "susan", "susan@example.com"));
    let passes_over = |sql: &String| sql.to_uppercase().contains("OR IGNORE");
    s.clue("or-ignore", trace.statements.iter().any(passes_over));
    s.observe(
        "after-refusals",
        "a taken name and a taken email leave nothing behind",
        || {
            let db = microblog("");
            let _ = try_add(&db, "john", "other@example.com");
            let _ = try_add(&db, "johnny", "john@example.com");
            format!("{}{}", names(&db), left_open(&db))
        },
    );
    s.observe(
        "taken-name-in-transaction",
        "the caller has begun a transaction and a post; a second john is refused",
        || {
            let db = shared::microblog(&inside, "");
            db.execute_batch("BEGIN; INSERT INTO posts VALUES (900, 'hello', 41)")
                .expect("a post");
            let _ = try_add(&db, "john", "other@example.com");
            let sql = "SELECT 'posts: ' || count(*) FROM posts";
            let posts: String = db.query_row(sql, [], |row| row.get(0)).expect("a number");
            let open = if db.is_autocommit() { "ended" } else { "open" };
            format!("the caller's transaction: {open}, {posts}")
        },
    );
    s.observe(
        "commit-refused",
        "a trigger sees to it that COMMIT is refused",
        || {
            let db = shared::microblog(&late, "");
            refuse_commit(&db, "users");
            let result = try_add(&db, "susan", "susan@example.com");
            format!("{result}\n{}{}", all_values(&late), left_open(&db))
        },
    );
    s.observe(
        "asked-before-insert",
        "what is asked before the INSERT, and after it if it fails",
        || {
            let (db, closed) = (microblog(""), microblog(CLOSED));
            let (susan, _) = asked(|| try_add(&db, "susan", "susan@example.com"));
            let refused = [
                ("a taken name", &db, "john", "other@example.com"),
                ("a taken email", &db, "johnny", "john@example.com"),
                ("no name", &db, "", "other@example.com"),
                ("a trigger's no", &closed, "susan", "susan@example.com"),
            ]
            .map(|(why, db, username, email)| {
                let (before, after) = asked(|| try_add(db, username, email));
                format!("{why}: before {before}, after {after}")
            })
            .join("\n");
            format!("susan: before {susan}\n{refused}")
        },
    );
    s.observe(
        "taken-meanwhile",
        "somebody takes the name susan, or her email, just before the row is written",
        || {
            let name = try_add(&microblog(THIEF), "susan", "susan@example.com");
            let db = microblog(&THIEF.replace("'susan', 'thief", "'thief', 'susan"));
            let email = try_add(&db, "susan", "susan@example.com");
            format!("her name: {name}\nher email: {email}")
        },
    );
}

const CLOSED: &str = "CREATE TRIGGER closed BEFORE INSERT ON users
    BEGIN SELECT raise(ABORT, 'TEXT'); END";

const AUDIT: &str = "
    CREATE TABLE audit (COLUMN);
    INSERT INTO audit VALUES (9);
    CREATE TRIGGER note AFTER INSERT ON users BEGIN INSERT INTO audit VALUES (9); END;";

const THIEF: &str = "CREATE TRIGGER thief BEFORE INSERT ON users WHEN new.username = 'susan'
    BEGIN INSERT INTO users (username, email) VALUES ('susan', 'thief@example.com'); END";

/// Beside `len`, there are units of 16 bits to count by mistake, and bounds to leave out. Each is tried
/// alone, so that one who is refused changes nobody's id.
fn letters_and_bytes() -> String {
    let add = |username: &str, email: &str| try_add(&microblog(""), username, email);
    format!(
        "64 é: {}\n65 é: {}\n64 𝄞: {}\n64 plain: {}\nan email of 120: {}\nof 120, plain: {}\n\
         of 3, without @: {}\nof 2: {}",
        add(&"é".repeat(64), "a@example.com"),
        add(&"é".repeat(65), "a@example.com"),
        add(&"𝄞".repeat(64), "a@example.com"),
        add(&"x".repeat(64), "a@example.com"),
        add("anna", &format!("{}@", "é".repeat(119))),
        add("anna", &format!("{}@", "x".repeat(119))),
        add("anna", "abc"),
        add("anna", "é@"),
    )
}

/// No two users may have the same hash, and two have.
fn same_hash() -> String {
    let hash = "pbkdf2:1";
    let db = microblog(&format!(
        "CREATE UNIQUE INDEX one_hash ON users (password_hash);
        UPDATE users SET password_hash = '{hash}'"
    ));
    let mut susan = shared::new("susan");
    susan.password_hash = Some(hash.to_owned());
    told(register(&db, &susan))
}

/// Two columns that SQLite computes have one value for all users, and may not. Their names begin as those
/// of the columns that a user can mend.
fn same_keys() -> String {
    ["username_key", "email_key"]
        .map(|column| {
            let db = microblog(&format!(
                "ALTER TABLE users ADD COLUMN {column} AS (length(email) > 0);
                CREATE UNIQUE INDEX one_{column} ON users ({column})"
            ));
            try_add(&db, "susan", "susan@example.com")
        })
        .join("\n")
}

fn microblog(more: &str) -> InMemory {
    let john = "INSERT INTO users VALUES (41, 'john', 'john@example.com', NULL)";
    InMemory::with(&format!("{SCHEMA}; {john}; {more}")).expect("tables, and what is in them")
}

fn try_add(db: &Connection, username: &str, email: &str) -> String {
    let (username, email) = (username.to_owned(), email.to_owned());
    let new = NewUser {
        username,
        email,
        password_hash: None,
    };
    told(register(db, &new))
}

fn told(result: Result<User, AddUserError>) -> String {
    match result {
        Ok(User { id, username, .. }) if username.len() > 64 => format!("Ok, id {id}"),
        Ok(User { id, username, .. }) => format!("Ok: {username}, id {id}"),
        Err(AddUserError::UsernameTaken) => "UsernameTaken".to_owned(),
        Err(AddUserError::EmailTaken) => "EmailTaken".to_owned(),
        Err(AddUserError::Invalid) => "Invalid".to_owned(),
        Err(AddUserError::Db(error)) => format!("Db, {}", say(&error)),
    }
}

fn names(db: &Connection) -> String {
    let sql = "SELECT group_concat(username, ', ' ORDER BY id) FROM users";
    db.query_row(sql, [], |row| row.get(0))
        .unwrap_or_else(|error| error.to_string())
}

/// What is run before the INSERT and after it. To begin and to end asks nothing.
fn asked<T>(call: impl FnOnce() -> T) -> (String, String) {
    let (_, trace) = traced(call);
    let asks = |sql: &&String| !FRAME.iter().any(|word| shared::starts(sql, word));
    let is_insert = |sql: &&String| sql.to_uppercase().contains("INSERT");
    let mut statements = trace.statements.iter().filter(asks);
    let before = kinds(statements.by_ref().take_while(|sql| !is_insert(sql)));
    (before, kinds(statements))
}

/// The first words of statements; their texts are the student's.
fn kinds<'a>(statements: impl Iterator<Item = &'a String>) -> String {
    let first = |sql: &String| {
        sql.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_uppercase()
    };
    let mut words: Vec<String> = statements.map(first).collect();
    words.dedup();
    match words.is_empty() {
        true => "nothing".to_owned(),
        false => words.join(", "),
    }
}

const FRAME: [&str; 6] = ["BEGIN", "SAVEPOINT", "COMMIT", "END", "ROLLBACK", "RELEASE"];

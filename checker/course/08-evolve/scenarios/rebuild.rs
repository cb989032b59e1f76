//! A table is built anew, and nothing that hangs on it is lost.

use crate::shared::{FAILED, Judged, LEFT, NOT_RIGHT, ROWS, answer, attempt};
use scenario::Scenario;
use std::path::{Path, PathBuf};

/// Not everybody has the first role, and people have written addresses that look invented. One has
/// gone, and the number 9 with it.
const WRITTEN: &str = "
    UPDATE users SET role_id = 1 WHERE username = 'susan';
    UPDATE users SET email = 'olga@firm.invalid' WHERE username = 'olga';
    INSERT INTO users (id, username, email, role_id)
        SELECT 5, 'emma', 'emma@nowhere.invalid.example.com', id FROM roles WHERE name = 'User';
    INSERT INTO users (id, username, email, role_id)
        SELECT 6, 'box', 'box@in-the-middle-of-nowhere.invalid', id FROM roles WHERE name = 'User';
";

/// Roles are spread over everybody, somebody has no name and somebody a pattern for one, an address
/// is a blank, and some have very low numbers.
const ODD: &str = "
    INSERT INTO users (id, username, email, role_id) SELECT 0, '', NULL, min(id) FROM roles;
    INSERT INTO users (id, username, email, role_id) SELECT -3, 'Below', NULL, max(id) FROM roles;
    INSERT INTO users (id, username, email, role_id) SELECT -2, '[B]_%*?', NULL, max(id) FROM roles;
    INSERT INTO users (id, username, email, role_id) SELECT -4, 'Blank', ' ', max(id) FROM roles;
    INSERT INTO users (username, email, role_id) SELECT value, value || '@' || value, min(roles.id)
        FROM roles, json_each('[\"nowhere-invalid\", \"nowhere.invalid.\", \"nowhere.invalid \",
            \"x.nowhere.invalid\"]') GROUP BY value;
    UPDATE users SET role_id = (SELECT min(id) FROM roles) WHERE id % 2 = 0";

/// Somebody registers, and some have a new address or a new name.
const LATER: &str = "
    PRAGMA foreign_keys = ON;
    UPDATE users SET email = 'later@Example.com' WHERE id = -3;
    UPDATE users SET username = username || ' was here' WHERE id % 5 = 0 AND email LIKE '%zoe_';
    DELETE FROM users WHERE id % 7 = 0 AND id > 0;
    INSERT INTO users (username, email, role_id) SELECT 'later', '', max(id) FROM roles";

/// Here the last number was another one than in the story.
const SIXTIETH: &str = "
    INSERT INTO users (id, username, email, role_id) SELECT 60, 'x', 'x@x.com', min(id) FROM roles;
    DELETE FROM users WHERE id = 60";

/// Which of two counters of one table counts is an accident.
fn twice(file: &Path) -> &'static str {
    let counters = "SELECT count(*) || '' FROM sqlite_sequence WHERE name = 'users'";
    match answer(file, counters).as_str() {
        "0" | "1" => "",
        _ => ", and users has several rows in sqlite_sequence",
    }
}

const REQUIRED: &str =
    "SELECT \"notnull\" || '' FROM pragma_table_info('users') WHERE name = 'email'";
const NEXT: &str = "INSERT INTO users (username, email, role_id) VALUES ('x', 'x@x.com', 1)
    RETURNING id || ''";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 7).with(WRITTEN).counters_apart();
    let judged = judged.with_odd(ODD).later(LATER);
    judged.tries(s);
    s.observe(
        "search-in-capitals",
        "after the way up: SUSAN@EXAMPLE.COM is found",
        || {
            judged.after_up("found.db", |file| {
                let search =
                    "SELECT username || ', ' || email FROM users WHERE email = 'SUSAN@EXAMPLE.COM'";
                answer(file, search)
            })
        },
    );
    s.observe(
        "account-without-address",
        "after the way up: an account without an address",
        || {
            judged.after_up("null.db", |file| {
                attempt(
                    file,
                    "INSERT INTO users (username, role_id) VALUES ('x', 1)",
                )
            })
        },
    );
    s.observe(
        "rename-user",
        "after the way up: susan changes her name",
        || {
            judged.after_up("name.db", |file| {
                let renamed = attempt(file, "UPDATE users SET username = 'sue' WHERE id = 1");
                let names =
                    "SELECT group_concat(user_id || ' was ' || username, ', ' ORDER BY rowid)
                FROM old_names";
                format!("{renamed}\n{}", answer(file, names))
            })
        },
    );
    s.observe(
        "delete-user",
        "after the way up: john goes, and his posts with him",
        || {
            judged.after_up("john.db", |file| {
                let deleted = attempt(file, "DELETE FROM users WHERE username = 'john'");
                let posts =
                    "SELECT group_concat(posts.id || ' by ' || coalesce(username, 'nobody'),
                    ', ' ORDER BY posts.id) FROM posts LEFT JOIN users ON users.id = user_id";
                format!("{deleted}\n{}", answer(file, posts))
            })
        },
    );
    s.observe(
        "next-id",
        "after the way up: the id of the next account",
        || {
            judged.after_up("next.db", |file| {
                // The counter of a table that is still the old one has not been lost.
                if answer(file, REQUIRED) != "1" {
                    return NOT_RIGHT.to_owned();
                }
                let next = |name, then| match judged.upgraded(name, ROWS, then) {
                    Ok(file) => answer(&file, NEXT),
                    Err(_) => FAILED.to_owned(),
                };
                format!(
                    "{}\n{}\nwhen everybody has left: {}\nwhere somebody was number 60: {}",
                    judged.counted(),
                    answer(file, NEXT),
                    next("next-left.db", LEFT),
                    next("next-60.db", SIXTIETH)
                )
            })
        },
    );
    judged.tries_back(s);
    s.observe(
        "next-id-after-back",
        "after the way back: the id of the next account",
        || {
            if !judged.is_right() || !judged.counts_right() {
                return NOT_RIGHT.to_owned();
            }
            let next = |file: Result<PathBuf, String>| match file {
                Ok(file) => judged.after_down(&file, || answer(&file, NEXT) + twice(&file)),
                Err(_) => FAILED.to_owned(),
            };
            let filled = next(judged.upgraded_filled("next-back.db"));
            let left = next(judged.upgraded("next-back-left.db", ROWS, LEFT));
            let sixtieth = next(judged.upgraded("next-back-60.db", ROWS, SIXTIETH));
            format!(
                "{filled}\nwhen everybody has left, {left}\n\
                 where somebody was number 60, {sixtieth}"
            )
        },
    );
}

//! Several accounts with one address become one account, with all that they have written.

use crate::shared::{
    About, Content, FAILED, Judged, NOT_RIGHT, ROWS, SAME, answer, attempt, compared, content,
};
use scenario::{Scenario, traced};
use std::path::Path;

/// susan has registered three times, john twice, and the accounts have posts and loans.
const TWICE: &str = "
    INSERT INTO users (id, username, email, password_hash, role_id)
        SELECT 13, 'johnny', 'john@example.com', 'hash-13', id FROM roles WHERE name = 'User';
    INSERT INTO users (id, username, email, role_id)
        SELECT 12, 'suse', 'Susan@Example.com', id FROM roles WHERE name = 'User';
    INSERT INTO users (id, username, email, role_id) VALUES (11, 'susan2', 'SUSAN@example.com', 1);
    INSERT INTO posts (id, body, timestamp, user_id) VALUES
        (6, 'me too', '2026-02-01 10:00:00', 11), (7, 'lost my password', '2026-02-02 10:00:00', 12),
        (8, 'hi', '2026-02-03 10:00:00', 13), (9, 'still me', '2026-02-04 10:00:00', 1);
    INSERT INTO loans (id, book_id, user_id) VALUES (3, 3, 12), (4, 1, 13), (5, 2, 2), (6, 2, 12);
    INSERT INTO old_names VALUES (12, 'suzie'), (13, 'jon'), (9, 'nobody any more'), (11, 'suzie');
    INSERT INTO users (id, username, email, role_id) VALUES
        (14, 'blanks', 'susan@example.com ', 1);
";

/// Whoever has an odd address has registered once more, and some twice. So has somebody whose number
/// is less than 0.
const TWINS: &str = "
    INSERT INTO users SELECT id + 1, username || '!', upper(email), 'of a twin', (SELECT max(id) FROM roles)
        FROM users WHERE id >= 5000000000;
    INSERT INTO users SELECT id + 2, username || '+!', lower(email), 'of a twin', role_id
        FROM users WHERE id >= 5000000000 AND id % 20 = 0;
    INSERT INTO posts (id, body, timestamp, user_id)
        SELECT id + 1, body, timestamp, user_id + 1 FROM posts;
    INSERT INTO posts (id, body, timestamp, user_id)
        SELECT id + 2, body, timestamp, user_id + 2 FROM posts WHERE id % 20 = 0;
    INSERT INTO loans (id, book_id, user_id) SELECT id + 1, book_id, user_id + 1 FROM loans;
    INSERT INTO users SELECT -3, 'below', 'below@example.com', NULL, min(id) FROM roles;
    INSERT INTO users SELECT 0, 'zero!', 'BELOW@example.com', NULL, min(id) FROM roles;
    INSERT INTO posts (id, body, timestamp, user_id) VALUES (-1, 'by zero', '', 0);
    INSERT INTO loans (id, book_id, user_id) VALUES (-1, 5000000000, 0)";

/// Life goes on.
const LATER: &str = "
    UPDATE posts SET body = 'later' WHERE id % 2 = 0;
    INSERT INTO users (username, email, role_id)
        SELECT 'later', 'later@example.com', min(id) FROM roles";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 8).with_odd(TWINS).later(LATER);
    judged.tries(s);
    let mut deleted = false;
    s.observe(
        "who-is-left",
        "three susans and two johns: who is left",
        || {
            let users = "SELECT group_concat(id || ' ' || username, ', ' ORDER BY id) FROM users";
            let up = || judged.up_and_see(ROWS, TWICE, |file| answer(file, users));
            let (told, trace) = traced(up);
            let deletes = |sql: &String| sql.to_lowercase().contains("delete from");
            deleted = trace.statements.iter().any(deletes);
            told
        },
    );
    let words = if deleted { "rows" } else { "nothing" };
    s.clue("tries-to-delete", words);
    for table in ["posts", "loans"] {
        let title = format!("three susans and two johns: whose {table}");
        s.observe(&format!("whose-{table}"), &title, || {
            merged(&judged, &format!("{table}.db"), |file| {
                let sql = format!(
                    "SELECT group_concat({table}.id || ' ' || coalesce(username, 'nobody'), ', '
                        ORDER BY {table}.id) FROM {table} LEFT JOIN users ON users.id = user_id"
                );
                answer(file, &sql)
            })
        });
    }
    s.observe(
        "whose-old-names",
        "three susans and two johns: whose old names",
        || {
            merged(&judged, "names.db", |file| {
                let names =
                    "SELECT group_concat(username || ' ' || user_id, ', ' ORDER BY username)
                FROM old_names WHERE username IN ('suzie', 'jon')
                        OR user_id NOT IN (SELECT id FROM users)";
                answer(file, names)
            })
        },
    );
    s.observe(
        "all-the-rest",
        "three susans and two johns: all the rest",
        || {
            judged.beside_model(ROWS, TWICE, |model, found| {
                compared(&rest(model), &rest(found))
            })
        },
    );
    s.observe(
        "registers-once-more",
        "after the way up: sUSAN@example.com registers once more",
        || {
            merged(&judged, "again.db", |file| {
                attempt(
                    file,
                    "INSERT INTO users (username, email, role_id)
                     SELECT 'x', 'sUSAN@example.com', id FROM roles WHERE name = 'User'",
                )
            })
        },
    );
    judged.tries_back(s);
    s.observe(
        "down-again",
        "three susans and two johns: down again, without the accounts",
        || {
            let Ok(file) = judged.upgraded("back.db", ROWS, TWICE) else {
                return NOT_RIGHT.to_owned();
            };
            if judged.beside_model(ROWS, TWICE, compared) != SAME {
                return NOT_RIGHT.to_owned();
            }
            let mut wanted = judged.model_of(ROWS, TWICE);
            let lookup = "an index on users (email)";
            wanted.remove(&(About::Indexes, format!("{lookup}, unique")));
            wanted.insert((About::Indexes, lookup.to_owned()));
            judged.after_down(&file, || compared(&wanted, &content(&file)))
        },
    );
}

/// What can be seen in the database with duplicates after the way up.
fn merged(judged: &Judged, name: &str, see: impl FnOnce(&Path) -> String) -> String {
    match judged.upgraded(name, ROWS, TWICE) {
        Ok(file) => see(&file),
        Err(_) => FAILED.to_owned(),
    }
}

/// What is seen nowhere else: the rows of whoever is left, all that is not about owners, and the
/// counters.
fn rest(content: &Content) -> Content {
    let stays = |line: &str| {
        [1, 2, 3, 4, 7, 14]
            .iter()
            .any(|id| line.contains(&format!(", id={id},")))
    };
    let is_rest = |(about, line): &&(About, String)| match about {
        About::Counters => true,
        About::Rows if line.starts_with("users: ") => stays(line),
        About::Rows => !line.starts_with("old_names: ") && !line.starts_with("rows of "),
        _ => false,
    };
    let without_owner = |line: &str| {
        let fields = line
            .split(", ")
            .filter(|field| !field.starts_with("user_id="));
        fields.collect::<Vec<_>>().join(", ")
    };
    let lines = content.iter().filter(is_rest);
    lines
        .map(|(about, line)| (*about, without_owner(line)))
        .collect()
}

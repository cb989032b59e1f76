//! Several accounts with one address become one account, with all that they have written.

use crate::shared::{Judged, ROWS, answer, attempt, compared, content};
use scenario::{Scenario, traced};

/// susan has registered three times, john twice, and the accounts have posts and loans.
const TWICE: &str = "
    INSERT INTO users (id, username, email, role_id)
        SELECT 13, 'johnny', 'john@example.com', id FROM roles WHERE name = 'User';
    INSERT INTO users (id, username, email, role_id)
        SELECT 12, 'suse', 'Susan@Example.com', id FROM roles WHERE name = 'User';
    INSERT INTO users (id, username, email, role_id) VALUES (11, 'susan2', 'SUSAN@example.com', 1);
    INSERT INTO posts (id, body, timestamp, user_id) VALUES
        (6, 'me too', '2026-02-01 10:00:00', 11), (7, 'lost my password', '2026-02-02 10:00:00', 12),
        (8, 'hi', '2026-02-03 10:00:00', 13), (9, 'still me', '2026-02-04 10:00:00', 1);
    INSERT INTO loans (id, book_id, user_id) VALUES (3, 3, 12), (4, 1, 13), (5, 2, 2);
";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 8);
    judged.tries(s);
    let mut deleted = false;
    s.observe("three susans and two johns: who is left", || {
        let file = judged.database("left.db", ROWS, TWICE);
        let (up, trace) = traced(|| judged.up(&file));
        let deletes = |sql: &String| sql.to_lowercase().contains("delete from");
        deleted = trace.statements.iter().any(deletes);
        let users = "SELECT group_concat(id || ' ' || username, ', ' ORDER BY id) FROM users";
        format!("{up}\n{}", answer(&file, users))
    });
    let words = if deleted { "rows" } else { "nothing" };
    s.clue("what the migration tries to delete", words);
    s.observe("three susans and two johns: whose posts and loans", || {
        let file = judged.database("whose.db", ROWS, TWICE);
        judged.up(&file);
        let whose = |table: &str| {
            let sql = format!(
                "SELECT group_concat({table}.id || ' ' || coalesce(username, 'nobody'), ', '
                    ORDER BY {table}.id) FROM {table} LEFT JOIN users ON users.id = user_id"
            );
            answer(&file, &sql)
        };
        format!("posts: {}\nloans: {}", whose("posts"), whose("loans"))
    });
    s.observe("three susans and two johns: all the rest", || {
        judged.up_compared("rest.db", ROWS, TWICE)
    });
    s.observe(
        "after the way up: sUSAN@example.com registers once more",
        || {
            let file = judged.database("again.db", ROWS, TWICE);
            judged.up(&file);
            attempt(
                &file,
                "INSERT INTO users (username, email, role_id)
                 SELECT 'x', 'sUSAN@example.com', id FROM roles WHERE name = 'User'",
            )
        },
    );
    s.observe(
        "three susans and two johns: down again, without the accounts",
        || {
            let file = judged.database("back.db", ROWS, TWICE);
            let up = judged.up(&file);
            let down = judged.down(&file);
            let mut wanted = judged.model_of(ROWS, TWICE);
            let lookup = "an index on users (email nocase)";
            wanted.remove(&format!("{lookup}, unique"));
            wanted.insert(lookup.to_owned());
            format!("{up}\n{down}\n{}", compared(&wanted, &content(&file)))
        },
    );
}

//! Users who were there before the rule get a role, too.

use crate::shared::{Judged, ROWS, answer, attempt, compared, content};
use scenario::Scenario;

/// The role has been made by hand, with an id of its own, before anybody needed it.
const THERE: &str = "INSERT INTO roles (id, name) VALUES (7, 'User')";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 6);
    judged.tries(s);
    s.observe("users and not a single role: up", || {
        judged.up_compared("none.db", ROWS, "DELETE FROM roles")
    });
    s.observe("the role User is there already, with the id 7", || {
        let file = judged.database("there.db", ROWS, THERE);
        let before = content(&file);
        let roles = "SELECT group_concat(id || ' ' || name, ', ' ORDER BY id) FROM roles";
        let up = judged.up(&file);
        let (there, users) = (answer(&file, roles), answer(&file, USERS));
        let down = judged.down(&file);
        let after = compared(&before, &content(&file));
        format!(
            "{up}\nroles: {there}\nusers: {users}\n{down}\nroles: {}\n{after}",
            answer(&file, roles)
        )
    });
    s.observe(
        "after the way up: accounts without a role, with one, with role 99",
        || {
            let file = judged.database("new.db", ROWS, "");
            judged.up(&file);
            let without = "INSERT INTO users (username, email) VALUES ('x', 'x@example.com')";
            let with = "INSERT INTO users (username, role_id) VALUES ('y', 3)";
            let wrong = "INSERT INTO users (username, role_id) VALUES ('z', 99)";
            [without, with, wrong]
                .map(|sql| attempt(&file, sql))
                .join("\n")
        },
    );
    s.observe("after the way up: deleting a role that users have", || {
        let file = judged.database("delete.db", ROWS, "");
        judged.up(&file);
        let deleted = attempt(&file, "DELETE FROM roles WHERE name = 'User'");
        format!("{deleted}\nusers: {}", answer(&file, USERS))
    });
}

const USERS: &str = "SELECT group_concat(username || ' (' || coalesce(name, 'no role') || ')',
    ', ' ORDER BY users.id) FROM users LEFT JOIN roles ON roles.id = role_id";

//! Users who were there before the rule get a role, too.

use crate::shared::{Judged, NOT_RIGHT, ROWS, answer, attempt, compared, content};
use scenario::Scenario;

/// The role has been made by hand, with an id of its own, before anybody needed it.
const THERE: &str = "INSERT INTO roles (id, name) VALUES (7, 'User'), (8, 'Guest')";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 6);
    judged.tries(s);
    for (id, title, then, roles) in [
        (
            "no-role-at-all",
            "users and not a single role: up",
            "DELETE FROM roles",
            // Which number a new role gets is nobody's business.
            NAMES,
        ),
        (
            "role-exists",
            "the role User is there already, with the id 7: up",
            THERE,
            ROLES,
        ),
    ] {
        s.observe(id, title, || {
            let file = judged.database(&format!("{id}.db"), ROWS, then);
            match judged.up(&file) {
                Ok(up) => {
                    let roles = answer(&file, roles);
                    format!("{up}\nroles: {roles}\nusers: {}", answer(&file, USERS))
                }
                Err(up) => up,
            }
        });
    }
    s.observe(
        "new-accounts",
        "after the way up: accounts without a role, with one, with role 99",
        || {
            judged.after_up("new.db", |file| {
                let without = "INSERT INTO users (username, email) VALUES ('x', 'x@example.com')";
                let with = "INSERT INTO users (username, role_id) VALUES ('y', 3)";
                let wrong = "INSERT INTO users (username, role_id) VALUES ('z', 99)";
                let tried = [without, with, wrong].map(|sql| attempt(file, sql));
                let new = format!("{USERS} WHERE username IN ('x', 'z')");
                format!(
                    "{}\nwho should not be there: {}",
                    tried.join("\n"),
                    answer(file, &new)
                )
            })
        },
    );
    s.observe(
        "delete-used-role",
        "after the way up: deleting a role that users have",
        || {
            judged.after_up("delete.db", |file| {
            attempt(
                file,
                "DELETE FROM roles WHERE id = (SELECT role_id FROM users WHERE username = 'olga')",
            )
        })
        },
    );
    judged.tries_back(s);
    s.observe(
        "role-exists-down",
        "the role User is there already, with the id 7: down again",
        || {
            let file = judged.database("back.db", ROWS, THERE);
            let (before, roles) = (content(&file), answer(&file, ROLES));
            let up = judged.up(&file);
            if up.is_err() || !judged.is_right() || answer(&file, ROLES) != roles {
                return NOT_RIGHT.to_owned();
            }
            judged.after_down(&file, || {
                let after = compared(&before, &content(&file));
                format!("roles: {}\n{after}", answer(&file, ROLES))
            })
        },
    );
}

const ROLES: &str = "SELECT group_concat(id || ' ' || name, ', ' ORDER BY id) FROM roles";

const NAMES: &str = "SELECT group_concat(name, ', ' ORDER BY name) FROM roles";

const USERS: &str = "SELECT group_concat(username || ' (' || coalesce(name, 'no role') || ')',
    ', ' ORDER BY users.id) FROM users LEFT JOIN roles ON roles.id = role_id";

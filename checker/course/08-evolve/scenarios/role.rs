//! Users who were there before the rule get a role, too.

use crate::shared::{Judged, LEFT, NOT_RIGHT, ROWS, answer, attempt, compared, content};
use scenario::Scenario;

/// The role has been made by hand, with an id of its own, before anybody needed it. Whoever does not
/// mind the case finds another one, from whichever end they look.
const THERE: &str = "INSERT INTO roles (id, name) VALUES
    (5, 'User2'), (6, 'Guest'), (7, 'User'), (8, 'USER'), (9, 'Users')";

/// The same, and it is the last role that was made.
const LAST: &str = "INSERT INTO roles (id, name) VALUES (7, 'User')";

/// The same, and there is no other one.
const ALONE: &str = "DELETE FROM roles; INSERT INTO roles (id, name) VALUES (7, 'User')";

/// Roles that are nearly called User.
const NEARLY: &str = "INSERT INTO roles (name) VALUES
    ('USER'), (' User'), ('User '), ('Us_r'), ('User%'), ('Users'), ('Üser'), ('')";

/// Roles are given and taken, and somebody registers.
const LATER: &str = "
    PRAGMA foreign_keys = ON;
    UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'USER') WHERE id % 2 = 0;
    DELETE FROM users WHERE id % 7 = 0;
    INSERT INTO roles (name) VALUES ('later');
    INSERT INTO users (username, email, role_id)
        SELECT 'later', 'later@example.com', id FROM roles WHERE name = 'later'";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 6)
        .any_refusal()
        .with_odd(NEARLY)
        .later(LATER);
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
            judged.up_and_see(ROWS, then, |file| {
                let roles = answer(file, roles);
                format!("roles: {roles}\nusers: {}", answer(file, USERS))
            })
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
            let back = |name, then: &str| {
                let before = judged.database("before.db", ROWS, then);
                let (before, roles) = (content(&before), answer(&before, ROLES));
                let Ok(file) = judged.upgraded(name, ROWS, then) else {
                    return NOT_RIGHT.to_owned();
                };
                if !judged.is_right() || answer(&file, ROLES) != roles {
                    return NOT_RIGHT.to_owned();
                }
                judged.after_down(&file, || {
                    let after = compared(&before, &content(&file));
                    format!("roles: {}\n{after}", answer(&file, ROLES))
                })
            };
            // Each way to guess that the migration has made it is wrong somewhere.
            let between = back("back.db", THERE);
            let last = back("back-last.db", LAST);
            let alone = back("back-alone.db", ALONE);
            let unused = back("back-unused.db", &format!("{THERE}; {LEFT}"));
            format!(
                "{between}\nif it is the last one, {last}\nif it is the only one, {alone}\n\
                 if there are no users, {unused}"
            )
        },
    );
}

const ROLES: &str = "SELECT group_concat(id || ' ' || name, ', ' ORDER BY id) FROM roles";

const NAMES: &str = "SELECT group_concat(name, ', ' ORDER BY name) FROM roles";

const USERS: &str = "SELECT group_concat(username || ' (' || coalesce(name, 'no role') || ')',
    ', ' ORDER BY users.id) FROM users LEFT JOIN roles ON roles.id = role_id";

//! A table is built anew, and nothing that hangs on it is lost.

use crate::shared::{Judged, ROWS, answer, attempt, looked_up};
use scenario::Scenario;
use std::path::PathBuf;

/// Not everybody has the first role.
const ADMIN: &str = "UPDATE users SET role_id = 1 WHERE username = 'susan'";

pub fn run(s: &mut Scenario) {
    let judged = Judged::new(s, 7);
    judged.tries(s);
    let up = |name: &str| -> PathBuf {
        let file = judged.database(name, ROWS, ADMIN);
        judged.up(&file);
        file
    };
    s.observe("susan is an administrator: up, and down again", || {
        let there = judged.up_compared("admin.db", ROWS, ADMIN);
        let back = judged.there_and_back("admin-back.db", ROWS, ADMIN);
        format!("{there}\n{back}")
    });
    s.observe("after the way up: SUSAN@EXAMPLE.COM is found", || {
        let file = up("found.db");
        let search =
            "SELECT username || ', ' || email FROM users WHERE email = 'SUSAN@EXAMPLE.COM'";
        format!("{}\n{}", answer(&file, search), looked_up(&file, search))
    });
    s.observe("after the way up: an account without an address", || {
        let file = up("null.db");
        attempt(
            &file,
            "INSERT INTO users (username, role_id) VALUES ('x', 1)",
        )
    });
    s.observe("after the way up: the id of the next account", || {
        let file = judged.database("next.db", ROWS, ADMIN);
        let up = judged.up(&file);
        let insert = "INSERT INTO users (username, email, role_id) VALUES ('x', 'x@x.com', 1)
            RETURNING id || ''";
        format!("{up}\n{}", answer(&file, insert))
    });
    s.observe("after the way up: susan changes her name", || {
        let file = up("name.db");
        let renamed = attempt(&file, "UPDATE users SET username = 'sue' WHERE id = 1");
        let names = "SELECT group_concat(user_id || ' was ' || username, ', ' ORDER BY rowid)
            FROM old_names";
        format!("{renamed}\n{}", answer(&file, names))
    });
    s.observe(
        "after the way up: john goes, and his posts with him",
        || {
            let file = up("john.db");
            let deleted = attempt(&file, "DELETE FROM users WHERE username = 'john'");
            let posts =
                "SELECT group_concat(posts.id || ' by ' || username, ', ' ORDER BY posts.id)
            FROM posts JOIN users ON users.id = user_id";
            format!("{deleted}\n{}", answer(&file, posts))
        },
    );
}

//! The content of the database that `Scenario::filled` creates.

/// Tables and rows of a microblog. With a seed, a run has other names in it.
pub const MICROBLOG: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL UNIQUE
    );
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users(id)
    );
    INSERT INTO users VALUES (1, 'susan', 'susan@example.com'), (2, 'john', 'john@example.com');
    INSERT INTO posts VALUES
        (1, 'my first post!', 2), (2, 'hello, microblog', 1), (3, 'Grüße aus Köln', 1);
";

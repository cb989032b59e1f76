-- The table is built anew without the column, as Alembic's batch mode does it. Posts refer to
-- users: foreign keys must be off while this runs, or the posts go with the old table.
CREATE TABLE new_users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT
);
INSERT INTO new_users (id, username, email, password_hash)
    SELECT id, username, email, password_hash FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
DROP TABLE roles;

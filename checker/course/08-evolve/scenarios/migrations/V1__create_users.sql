CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT,
    password_hash TEXT
);
CREATE INDEX ix_users_email ON users (email);

-- What somebody was called before. Old links still find them.
CREATE TABLE old_names (
    user_id INTEGER NOT NULL,
    username TEXT NOT NULL
);
CREATE TRIGGER keep_old_name AFTER UPDATE OF username ON users
BEGIN
    INSERT INTO old_names (user_id, username) VALUES (old.id, old.username);
END;

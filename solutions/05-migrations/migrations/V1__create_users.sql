-- Not IF NOT EXISTS: if a table of this name is there, it is somebody else's, and this
-- migration must fail loudly instead of believing that it is done.
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
    email TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(email) BETWEEN 3 AND 120),
    password_hash TEXT
);

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
INSERT INTO roles (name) VALUES ('Administrator'), ('User');

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
    email TEXT NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 120),
    role_id INTEGER REFERENCES roles (id)
);

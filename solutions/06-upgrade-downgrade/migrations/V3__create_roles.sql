CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
INSERT INTO roles (name) VALUES ('User'), ('Administrator');
ALTER TABLE users ADD COLUMN role_id INTEGER REFERENCES roles(id);

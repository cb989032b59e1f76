CREATE TABLE new_users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT,
    password_hash TEXT,
    role_id INTEGER NOT NULL REFERENCES roles(id) ON DELETE RESTRICT
);

-- Nobody has such an address: whoever has one here had none before.
INSERT INTO new_users (id, username, email, password_hash, role_id)
    SELECT id, username, nullif(email, username || '@nowhere.invalid'), password_hash, role_id
    FROM users;
DELETE FROM sqlite_sequence WHERE name = 'new_users';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_users', seq FROM sqlite_sequence WHERE name = 'users';

DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_role_id ON users (role_id);
CREATE TRIGGER keep_old_name AFTER UPDATE OF username ON users
BEGIN
    INSERT INTO old_names (user_id, username) VALUES (old.id, old.username);
END;

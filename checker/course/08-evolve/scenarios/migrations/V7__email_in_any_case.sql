-- The twelve steps of sqlite.org/lang_altertable.html, as far as they are SQL. Foreign keys must
-- be off while this runs, and only the runner can do that: inside of a transaction the pragma
-- does nothing.
CREATE TABLE new_users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL COLLATE NOCASE,
    password_hash TEXT,
    role_id INTEGER NOT NULL REFERENCES roles(id) ON DELETE RESTRICT
);

-- Columns by name on both sides: their order is another one in each database.
INSERT INTO new_users (id, username, email, password_hash, role_id)
    SELECT id, username, coalesce(email, username || '@nowhere.invalid'), password_hash, role_id
    FROM users;

-- The counter, too. By itself it would begin behind the highest id that is still there, and the
-- id of an account that was deleted would come back for somebody else.
DELETE FROM sqlite_sequence WHERE name = 'new_users';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_users', seq FROM sqlite_sequence WHERE name = 'users';

-- In this order. With `users` renamed away first, the posts would follow it to its new name.
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- What went with the old table.
CREATE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_role_id ON users (role_id);
CREATE TRIGGER keep_old_name AFTER UPDATE OF username ON users
BEGIN
    INSERT INTO old_names (user_id, username) VALUES (old.id, old.username);
END;

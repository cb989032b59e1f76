-- Somebody may have made the role by hand, with an id that nobody can guess.
INSERT INTO roles (name) VALUES ('User') ON CONFLICT (name) DO NOTHING;

-- Three steps, because in a table with rows no column without a default can be NOT NULL at
-- once: one that may be empty, then a value for everybody, then the rule. With the rule first,
-- this file would work on an empty database and nowhere else.
ALTER TABLE users ADD COLUMN role_id INTEGER REFERENCES roles(id) ON DELETE RESTRICT;
UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'User');
-- SQLite can do this since 3.53. Before, the table had to be built anew.
ALTER TABLE users ALTER COLUMN role_id SET NOT NULL;

-- A foreign key has no index by itself (lesson 4).
CREATE INDEX ix_users_role_id ON users (role_id);

INSERT OR IGNORE INTO roles (id, name) VALUES (7, 'User');

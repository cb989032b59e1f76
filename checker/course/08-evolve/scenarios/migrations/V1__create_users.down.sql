DROP TABLE users;
DROP TABLE old_names;

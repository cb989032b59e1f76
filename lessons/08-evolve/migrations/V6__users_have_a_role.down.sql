-- The role `User` stays: it may have been there before, and nobody can tell.
DROP INDEX ix_users_role_id;
ALTER TABLE users DROP COLUMN role_id;

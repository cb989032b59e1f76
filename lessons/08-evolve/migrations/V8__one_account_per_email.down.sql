-- The rule goes. The accounts that were merged do not come back: nobody has kept them. That is
-- what the copy before an upgrade is for.
DROP INDEX ix_users_email;
CREATE INDEX ix_users_email ON users (email);

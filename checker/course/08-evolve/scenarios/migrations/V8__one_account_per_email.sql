-- Who stays for whom: the oldest account of each address. The column is NOCASE, so GROUP BY and
-- `=` take susan@example.com and Susan@Example.com for the same.
CREATE TEMP TABLE survivors AS
    SELECT users.id AS id, oldest.id AS survivor
    FROM users JOIN (SELECT min(id) AS id, email FROM users GROUP BY email) AS oldest
        ON oldest.email = users.email;

-- First everything that refers to an account, then the accounts. The other way round, ON DELETE
-- CASCADE would take the posts along.
UPDATE posts SET user_id = (SELECT survivor FROM survivors WHERE survivors.id = user_id);
UPDATE loans SET user_id = (SELECT survivor FROM survivors WHERE survivors.id = user_id);
-- No REFERENCES holds these, so some may be of people who have left. They stay as they are.
UPDATE old_names SET user_id = (SELECT survivor FROM survivors WHERE survivors.id = user_id)
    WHERE user_id IN (SELECT id FROM survivors);
DELETE FROM users WHERE id NOT IN (SELECT survivor FROM survivors);
DROP TABLE survivors;

DROP INDEX ix_users_email;
CREATE UNIQUE INDEX ix_users_email ON users (email);

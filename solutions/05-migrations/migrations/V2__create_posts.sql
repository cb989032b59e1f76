CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL CHECK (length(body) <= 140),
    timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

-- A user's posts by time, and the foreign key, which SQLite does not index by itself.
CREATE INDEX ix_posts_user_timestamp ON posts (user_id, timestamp);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX ix_posts_user_id ON posts (user_id, timestamp);

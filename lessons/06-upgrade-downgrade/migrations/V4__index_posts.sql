CREATE INDEX ix_posts_user_id_timestamp ON posts (user_id, timestamp);

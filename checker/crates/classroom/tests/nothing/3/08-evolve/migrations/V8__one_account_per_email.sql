DELETE FROM users WHERE email = 'sUSAN@example.com' COLLATE BINARY;

UPDATE users SET email = 'susan@nowhere.invalid' WHERE username = 'susan' AND email IS NULL;

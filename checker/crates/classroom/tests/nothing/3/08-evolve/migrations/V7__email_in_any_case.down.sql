UPDATE users SET email = NULL WHERE email = 'susan@nowhere.invalid';

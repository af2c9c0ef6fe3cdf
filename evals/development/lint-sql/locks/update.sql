UPDATE users SET age = 30 WHERE id = 1;

INSERT INTO tags SELECT id, name FROM users;

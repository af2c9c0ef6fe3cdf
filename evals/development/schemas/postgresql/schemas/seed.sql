INSERT INTO app.users VALUES (1, 'ana');
INSERT INTO users VALUES (1, 'gold'), (2, 'blue');

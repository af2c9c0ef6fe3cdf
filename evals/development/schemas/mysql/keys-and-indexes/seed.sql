INSERT INTO k VALUES (1, 'x', 1, 'some words'), (2, 'x', 2, NULL);

INSERT INTO authors VALUES (1, 'A'), (2, 'B');
INSERT INTO books VALUES (1, 1, NULL), (2, 2, 1);

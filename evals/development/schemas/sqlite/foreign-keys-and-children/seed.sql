INSERT INTO parents VALUES (1, 'p'), (2, 'q');
INSERT INTO children VALUES (1, 1, 'c'), (2, 2, 'd');

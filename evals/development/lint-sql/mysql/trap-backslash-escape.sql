INSERT INTO orders VALUES (3, 1, 2.00, 'it\'s; DROP TABLE users; ');

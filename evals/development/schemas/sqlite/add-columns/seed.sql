INSERT INTO customers VALUES (1, 'Ana'), (2, 'O''Neill');

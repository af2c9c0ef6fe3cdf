INSERT INTO people VALUES (1, 'Ana', 'an'), (2, 'Bo', 'bo');

INSERT INTO logs VALUES (1, '2024', 'info', 'A'), (2, '2025', 'debug', 'B');

INSERT INTO readings VALUES (1, 'north', 1.5, 1234.56, '2024-02-29'), (2, 'south', NULL, NULL, '2024-12-31');

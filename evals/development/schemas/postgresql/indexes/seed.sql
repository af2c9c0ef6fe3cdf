INSERT INTO tickets VALUES (1, 'Broken', 'open', 'ana', '{a,b}', '2024-01-01Z'), (2, 'Fixed', 'closed', NULL, NULL, '2024-02-01Z');

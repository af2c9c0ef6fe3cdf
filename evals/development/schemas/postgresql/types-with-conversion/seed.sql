INSERT INTO payments VALUES (1, '12.50', 'true', '{"a": 1}'), (2, '0', 'false', NULL);

INSERT INTO jobs (id, tries) VALUES (1, 3), (2, NULL);

INSERT INTO sales VALUES (1, 'eu', 500), (2, 'us', 5000);

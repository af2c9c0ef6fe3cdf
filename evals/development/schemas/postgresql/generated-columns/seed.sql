INSERT INTO boxes VALUES (1, 2, 3, 'small box'), (2, 1.5, 4, NULL);

INSERT INTO words VALUES ('Haus', 'de'), ('house', 'en');

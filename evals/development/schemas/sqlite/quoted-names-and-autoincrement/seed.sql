INSERT INTO "order" ("from", "group") VALUES ('a', 'g'), ('b', 'h');
DELETE FROM "order" WHERE id = 2;

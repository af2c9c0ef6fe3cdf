CREATE VIEW cheap AS SELECT * FROM orders WHERE total < 10;

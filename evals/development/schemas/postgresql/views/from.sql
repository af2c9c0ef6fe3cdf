CREATE TABLE sales (id bigint PRIMARY KEY, region text NOT NULL, amount integer NOT NULL);
CREATE VIEW big_sales AS SELECT id, amount FROM sales WHERE amount > 100;
CREATE VIEW big_count AS SELECT count(*) AS n FROM big_sales;

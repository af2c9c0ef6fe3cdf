CREATE TABLE sales (id bigint PRIMARY KEY, region text NOT NULL, amount bigint NOT NULL);
CREATE VIEW big_sales AS SELECT id, region, amount FROM sales WHERE amount > 1000;
CREATE VIEW big_count AS SELECT count(*) AS n FROM big_sales;
CREATE MATERIALIZED VIEW by_region AS SELECT region, sum(amount) AS total FROM sales GROUP BY region;
CREATE UNIQUE INDEX by_region_key ON by_region (region);

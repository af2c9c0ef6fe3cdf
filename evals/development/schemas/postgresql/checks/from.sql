CREATE TABLE products (
    sku text PRIMARY KEY,
    price numeric(10, 2) NOT NULL,
    old_price numeric(10, 2),
    stock integer NOT NULL,
    CONSTRAINT stock_not_negative CHECK (stock >= 0),
    CONSTRAINT price_positive CHECK (price > 0)
);

CREATE TABLE products (
    sku text PRIMARY KEY,
    price numeric(10, 2) NOT NULL,
    old_price numeric(10, 2),
    stock integer NOT NULL,
    CONSTRAINT price_positive CHECK (price >= 0.01),
    CONSTRAINT cheaper_now CHECK (old_price IS NULL OR price < old_price),
    CONSTRAINT sku_shape CHECK (sku ~ '^[A-Z]{2}-[0-9]+$')
);

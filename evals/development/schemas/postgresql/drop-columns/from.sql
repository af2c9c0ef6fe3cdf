CREATE TABLE customers (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    fax text,
    legacy_code char(8) DEFAULT 'none'
);
CREATE INDEX customers_fax_idx ON customers (fax);

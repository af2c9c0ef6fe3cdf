CREATE TABLE payments (
    id bigint PRIMARY KEY,
    amount text NOT NULL,
    paid text NOT NULL DEFAULT 'false',
    details text
);

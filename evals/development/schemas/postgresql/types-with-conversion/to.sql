CREATE TABLE payments (
    id bigint PRIMARY KEY,
    amount numeric NOT NULL,
    paid boolean NOT NULL DEFAULT false,
    details jsonb
);

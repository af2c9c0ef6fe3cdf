CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email varchar(254),
    active boolean NOT NULL DEFAULT true,
    credit numeric(12, 2) NOT NULL DEFAULT 0.00,
    joined_at timestamptz NOT NULL DEFAULT now(),
    labels text[] NOT NULL DEFAULT '{}'::text[],
    settings jsonb NOT NULL DEFAULT '{"theme": "light"}'::jsonb
);

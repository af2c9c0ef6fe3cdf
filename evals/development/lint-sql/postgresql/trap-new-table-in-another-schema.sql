SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
CREATE TABLE archive.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
CREATE INDEX orders_note_idx ON public.orders (note);
COMMIT;

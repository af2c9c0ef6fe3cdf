SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
CREATE TABLE Badges (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label text);
CREATE INDEX badges_label_idx ON public.BADGES (label);
COMMIT;

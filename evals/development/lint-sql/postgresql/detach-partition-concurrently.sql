SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;

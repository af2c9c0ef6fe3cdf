SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);

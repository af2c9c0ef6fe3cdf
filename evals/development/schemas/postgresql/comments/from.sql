CREATE TABLE rooms (id bigint PRIMARY KEY, seats integer NOT NULL);
COMMENT ON TABLE rooms IS 'meeting rooms';
COMMENT ON COLUMN rooms.seats IS 'old; text';

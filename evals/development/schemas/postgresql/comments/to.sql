CREATE TABLE rooms (id bigint PRIMARY KEY, seats integer NOT NULL);
COMMENT ON TABLE rooms IS 'Rooms one can book; it''s "all" of them -- really';
COMMENT ON COLUMN rooms.id IS 'never reused';

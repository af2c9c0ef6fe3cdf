CREATE TABLE items (id INTEGER PRIMARY KEY, price TEXT, label VARCHAR(10), amount INT);
CREATE INDEX items_label ON items (label);

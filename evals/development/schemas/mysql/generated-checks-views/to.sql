CREATE TABLE g (id int PRIMARY KEY, w int NOT NULL, h int NOT NULL, area int GENERATED ALWAYS AS (w * h) STORED, CONSTRAINT w_positive CHECK (w > 0));
CREATE VIEW gv AS SELECT id, w, h FROM g;

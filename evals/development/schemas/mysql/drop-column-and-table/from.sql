CREATE TABLE a (id int PRIMARY KEY, gone varchar(10), KEY gone_idx (gone));
CREATE TABLE b (id int PRIMARY KEY, a_id int, CONSTRAINT b_a_fk FOREIGN KEY (a_id) REFERENCES a (id));

CREATE TABLE k (id int PRIMARY KEY, a varchar(50), b int, doc text, KEY a_idx (a));

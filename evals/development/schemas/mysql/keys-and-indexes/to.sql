CREATE TABLE k (id int PRIMARY KEY, a varchar(50), b int, doc text, UNIQUE KEY a_b_key (a, b), KEY a_idx (a(10), b DESC), FULLTEXT KEY doc_idx (doc));

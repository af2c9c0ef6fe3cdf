CREATE TABLE countries (code varchar(2) PRIMARY KEY, name varchar(100) NOT NULL) ENGINE = InnoDB;
CREATE TABLE users (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(200),
    name varchar(100) NOT NULL,
    age int,
    country varchar(2),
    created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    KEY users_name_idx (name)
) ENGINE = InnoDB;
CREATE TABLE orders (id bigint unsigned NOT NULL PRIMARY KEY, user_id bigint unsigned, total decimal(10, 2), note text) ENGINE = InnoDB;
INSERT INTO countries VALUES ('AT', 'Austria');
INSERT INTO users (email, name, age, country) VALUES ('a@example.org', 'A', 30, 'AT'), ('b@example.org', 'B', 40, 'AT');
INSERT INTO orders VALUES (1, 1, 5.50, 'x'), (2, 2, 7.25, 'y');

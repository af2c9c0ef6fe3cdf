CREATE TABLE customers (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(200) NULL,
    name varchar(100) NOT NULL,
    active tinyint(1) NOT NULL DEFAULT 1,
    joined_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    plan enum('free', 'it''s paid') NOT NULL DEFAULT 'free'
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

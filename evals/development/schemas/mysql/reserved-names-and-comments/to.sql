CREATE TABLE `order` (`key` int PRIMARY KEY, `group` varchar(50) COMMENT 'it''s; new', `a``b` int NOT NULL DEFAULT 3) COMMENT = 'orders';
CREATE TABLE `Order 2` (`select` int PRIMARY KEY, `from` int, CONSTRAINT `fk from` FOREIGN KEY (`from`) REFERENCES `order` (`key`));

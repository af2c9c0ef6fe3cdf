CREATE TABLE `order` (`key` int PRIMARY KEY, `group` varchar(5) COMMENT 'old');

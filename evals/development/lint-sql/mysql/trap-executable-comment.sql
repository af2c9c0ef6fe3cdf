/*!40000 DROP TABLE orders */;

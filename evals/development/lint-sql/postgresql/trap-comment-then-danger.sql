SET lock_timeout = '2s';
SET statement_timeout = '15min';
/* outer /* inner */ */ DROP TABLE orders;

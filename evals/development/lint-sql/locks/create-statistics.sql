CREATE STATISTICS s ON name, email FROM users;

UPDATE users SET country = 'AT';

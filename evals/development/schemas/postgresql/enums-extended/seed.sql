INSERT INTO entries VALUES (1, 'sad'), (2, 'happy');

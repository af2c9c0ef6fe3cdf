VACUUM tags;

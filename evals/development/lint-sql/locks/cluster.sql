CLUSTER users USING users_name_idx;

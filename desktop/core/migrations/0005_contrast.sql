-- What contrastive search balanced at each token; NULL where it wrote nothing.

ALTER TABLE chunks ADD COLUMN contrasts BLOB;

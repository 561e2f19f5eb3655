-- What stood behind each choice; NULL in chunks of before.

ALTER TABLE chunks ADD COLUMN settings BLOB;
ALTER TABLE chunks ADD COLUMN times BLOB;
ALTER TABLE chunks ADD COLUMN traces BLOB;

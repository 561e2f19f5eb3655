-- The bytes of tokens that were candidates, so that a chat stays readable when its model is gone.

CREATE TABLE pieces (
    vocabulary TEXT NOT NULL, -- hash, as in nodes
    id INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (vocabulary, id)
) WITHOUT ROWID;

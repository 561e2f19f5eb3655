-- Chats, their messages, and the record of each generated token.

CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    title_by_person INTEGER NOT NULL,
    system_prompt TEXT NOT NULL,
    overflow TEXT NOT NULL,
    tip TEXT REFERENCES nodes (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    draft TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER -- NULL unless deleted; purged in a later session
);

CREATE TABLE nodes (
    key INTEGER PRIMARY KEY, -- grows with time: the order in which messages were made
    id TEXT NOT NULL UNIQUE,
    chat TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    parent TEXT REFERENCES nodes (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    text TEXT NOT NULL, -- while streaming: only what no chunk holds
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    model TEXT NOT NULL,
    vocabulary TEXT NOT NULL,
    seed INTEGER,
    opens_thinking INTEGER NOT NULL,
    memory_start TEXT NOT NULL,
    pinned INTEGER NOT NULL
);
CREATE INDEX nodes_of_chat ON nodes (chat);
CREATE INDEX nodes_of_parent ON nodes (parent);
CREATE INDEX nodes_unfinished ON nodes (state) WHERE state = 'streaming';
CREATE INDEX chats_of_tip ON chats (tip);

-- Columns as desktop/core/trace.py packs them.
CREATE TABLE chunks (
    key INTEGER PRIMARY KEY, -- grows with time: the order of a node's chunks
    node TEXT NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
    count INTEGER NOT NULL,
    ids BLOB NOT NULL,
    lengths BLOB NOT NULL,
    pieces BLOB NOT NULL,
    logprobs BLOB NOT NULL,
    ranks BLOB NOT NULL,
    entropies BLOB NOT NULL,
    throws BLOB NOT NULL,
    hows BLOB NOT NULL
);
CREATE INDEX chunks_of_node ON chunks (node);

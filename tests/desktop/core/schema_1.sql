PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
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
INSERT INTO "chats" VALUES('c5356af268ad4b009788007f880611f3','Why the sky is blue',0,'','roll','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','',1795000000000,1795000000000,NULL);
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
INSERT INTO "chunks" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',2,X'0B0000000C000000',X'03000500',X'5261796C65696768',X'000000000000E0BF000000000000D0BF',X'0100000002000000',X'9A9999999999C93F000000000000E03F',X'333333333333D33F000000000000F87F',X'0001');
INSERT INTO "chunks" VALUES(2,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',2,X'0D00000002000000',X'0C000000',X'2073636174746572696E672E',X'000000000000E0BF000000000000E0BF',X'0100000001000000',X'9A9999999999C93F9A9999999999C93F',X'000000000000E83F333333333333D33F',X'0000');
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL
);
INSERT INTO "migrations" VALUES(1,'0001_chats',1795319118566);
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
INSERT INTO "nodes" VALUES(1,'qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq','c5356af268ad4b009788007f880611f3',NULL,'user','Why is the sky blue?',1795000000000,'complete','','','','',NULL,0,'',0);
INSERT INTO "nodes" VALUES(2,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','c5356af268ad4b009788007f880611f3','qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq','assistant','Rayleigh scattering.',1795000001000,'complete','end_of_turn','','Tiny','abc',7,0,'',0);
CREATE INDEX nodes_of_chat ON nodes (chat);
CREATE INDEX nodes_of_parent ON nodes (parent);
CREATE INDEX nodes_unfinished ON nodes (state) WHERE state = 'streaming';
CREATE INDEX chats_of_tip ON chats (tip);
CREATE INDEX chunks_of_node ON chunks (node);
COMMIT;
PRAGMA user_version = 1;

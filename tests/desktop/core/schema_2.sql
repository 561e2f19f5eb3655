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
INSERT INTO "chats" VALUES('30c9e668271d924c864469a215b8d65e','A colour',0,'','roll','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','',1795000000000,1795000000000,NULL);
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
, settings BLOB, times BLOB, traces BLOB);
INSERT INTO "chunks" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',2,X'0500000002000000',X'04000100',X'426C75652E',X'000000000000E0BF000000000000D0BF',X'0100000001000000',X'000000000000E83F000000000000E03F',X'000000000000D03F000000000000F87F',X'0001',X'0100000000000000',X'00000000000029400000000000003440',X'94C4020100C4580000000000000440000000000000F83F000000000000D03F000000000000E03F000000000000C03F00000000000008400000000000000000000000000000E83F0000000000000000000000000000E03F000000000000F43FC40602000200010098C4080500000007000000C402050AC40409000000C408000000BF0000C0BFC4080000403F0000803EC4080200000002000000C410000000000000E03F000000000000F03FC404000020C0');
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL
);
INSERT INTO "migrations" VALUES(1,'0001_chats',1795633913331);
INSERT INTO "migrations" VALUES(2,'0002_traces',1795633913355);
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
INSERT INTO "nodes" VALUES(1,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','30c9e668271d924c864469a215b8d65e',NULL,'user','Name a colour.',1,'complete','','','','',NULL,0,'',0);
INSERT INTO "nodes" VALUES(2,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','30c9e668271d924c864469a215b8d65e','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','assistant','Blue.',1,'complete','','','','',NULL,0,'',0);
CREATE INDEX nodes_of_chat ON nodes (chat);
CREATE INDEX nodes_of_parent ON nodes (parent);
CREATE INDEX nodes_unfinished ON nodes (state) WHERE state = 'streaming';
CREATE INDEX chats_of_tip ON chats (tip);
CREATE INDEX chunks_of_node ON chunks (node);
COMMIT;
PRAGMA user_version = 2;

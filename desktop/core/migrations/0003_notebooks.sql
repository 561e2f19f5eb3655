-- Chats without a template. And with each reply: the settings in force and how it was evaluated, as
-- desktop/core/run.py writes them; empty in replies of before.

ALTER TABLE chats ADD COLUMN raw INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN run TEXT NOT NULL DEFAULT '';

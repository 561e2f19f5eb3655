<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>App</name>
    <message>
        <source>There is room again: everything is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tessera cannot use its folder {path}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tessera is running already but does not answer. End it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in Tessera: {problem}. Your chats are safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preset is in use; out of range and left out: {what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BiasList</name>
    <message>
        <source>none; for example  yes=2 | #198=-5</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>A reply is being written here. Wait for its end, or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>A tiny model to start with and to look inside; for real conversations load a larger one (Ctrl+L).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to talk about?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What does temperature do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell me a story about a dragon who is afraid of the dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>你好，什么是词元？</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My name is Ada</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatRow</name>
    <message>
        <source>Name of the chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chats</name>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the reply (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ContextBar</name>
    <message>
        <source>Context window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>already evaluated: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reserve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {window}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cached</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open a model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF models (*.gguf);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export this chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md);;JSON with all versions (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is there already. Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat offline with any GGUF model, and see its tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MIT licence. Nothing leaves this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Tessera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat could not be written to {path}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DragHandle</name>
    <message>
        <source>Move {stage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag, or press Alt and an arrow key</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Message text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as a new version; the old one stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Chat with a model on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a GGUF model file, or drop one here. Nothing leaves this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fault</name>
    <message>
        <source>A part of {path} is damaged and cannot be read. Other chats may still open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {name} was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded yet. Open a model file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token is left to choose from: the grammar, the banned words and the stages exclude all of them. Loosen one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The JSON schema cannot be used. Line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat has {tokens} tokens; the context window holds {window}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model cannot be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model did not finish within {seconds} seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model does not work: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model leaves the messages out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model writes more than {megabytes} MB of text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chats could not be read or written: {reason}. What was stored before is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context window is full: the chat needs {tokens} of {window} tokens. Let the oldest turns leave, or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine belongs to another version of Tessera: it said &quot;{said}&quot;. Install Tessera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not be started: {reason}. Install Tessera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not do this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine did not understand a request: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine had to be stopped. Start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine probably ran out of memory ({how}). Choose a smaller model or quantisation, a shorter context, or close other programs; then start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly ({how}): {last}. Start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine uses an instruction that this processor does not have ({how}): it was built for another one. Install Tessera anew on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with your chats is damaged and could not be opened. It was kept as {kept}; a new one was begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grammar cannot be used. Line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grammar does not let this token come here. Choose another one, or take the grammar out of the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics driver failed ({how}): {last}. Start the engine again; if it happens again, update the driver or set GPU layers to 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model computes NaN: its weights are damaged. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be evaluated: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order of the stages cannot be used: {name} comes twice or cannot be moved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preset could not be saved to {path}: {reason}. Choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reply does not follow the grammar: it strays from it at its token {place}. Write it anew, or take the grammar out of the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens of this reply were not recorded with this model, so nothing can be changed between them. Continue the reply, or edit its text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to go on from. Write the beginning of a text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done at that place of the chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be saved: another program holds {path}. Close it and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be saved: the disk is full. Everything saved before is safe. Free some space and go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be saved: {path} may not be written. Everything saved before is safe. Check the rights of the file and of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This message has {tokens} tokens; the context window has room for {window}. Shorten it, or load the model with a larger context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your preferences could not be read. They were kept as {kept}; defaults are in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your preferences could not be saved to {path}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your preferences in {path} could not be read: {reason}. Defaults are in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp cannot be used: {reason}. Install Tessera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp stopped at one of its own checks ({how}): {check}. Start it again; if it happens again with this model, its file may be damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot chat: {reason}. Choose a text generation model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not fit into memory. Choose a smaller model or quantisation, or a shorter context in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not fit this version: {reason}. Look for a conversion that does, or for a newer Tessera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ends early: it is incomplete, probably a broken download. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no preset that Tessera can read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged: {reason}. Download it again or choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged: {reason}. The engine stopped over it ({how}). Download it again or choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a GGUF model file: {reason}. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is one part of a model in several files. Put all of them into one folder, with the names they were published under, and open the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {value}; it must be between {low} and {high}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} uses the architecture &quot;{architecture}&quot;, which this version does not know. A newer Tessera may; until then choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}. Check that its folder exists and is yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} was written by a newer Tessera (schema {found}; this one knows {known}). It was left untouched. Open it with the newer version.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the system prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what followed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the context is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest turns leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Tessera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous and next version, in the chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous and next message, in the chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelBar</name>
    <message>
        <source>Model: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could not be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tessera Pocket (in the box)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading settings are kept for this model, which is then loaded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest turns leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For new chats; each chat can be set in the Chat menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the context is full</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>The model&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Focused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the preset, or to what the model recommends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutralise: no stage acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{preset}, changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets (*.json *.yaml *.yml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>Jump to the latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>Open a model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded. Your message waits until one is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model brings no chat template, so plain text is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use plain text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the oldest turns leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed is set to {seed}, so with the same settings the reply will be the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw new seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message is left out; the branch with it is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} Your chat is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use ChatML</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, writing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SamplingPanel</name>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain, from logits to the die</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Behind the chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop strings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends a reply before any of these texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Biases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added to the logit of a token: a text, or #id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never written, even across token borders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A passage ends at each of these texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY breakers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GBNF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or a JSON schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never acted in this reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut {count} on average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed {count} of {tokens} choices</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>Adaptive-p decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adaptive-p target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY allowed length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY multiplier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divides the logits: below 1 safer, above 1 wilder, 0 always the likeliest token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drops tokens less likely than this share of the likeliest; 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dynamic exponent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dynamic temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends a reply after this many tokens; 0 sets no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds the surprise near a target by its version 1 or 2; 0 does not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How fast mirostat corrects itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How fast that grows with each token that the passage is longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long adaptive-p remembers what it chose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the likeliest tokens are recorded with each choice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many recent tokens DRY looks at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many recent tokens the repeat penalty looks at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often the likeliest choices are excluded; 0 never.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the dynamic temperature follows the entropy; 1 in proportion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps logits within so many deviations of the highest; 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the k likeliest tokens; 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the likeliest tokens that together reach this probability; 1 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the tokens of most usual surprise that together reach this; 1 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers computed on the graphics card, where there is one; -1 means all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes tokens that came recently less likely; 1 leaves them alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maximum length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves the temperature by up to this much with the entropy; 0 keeps it still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sequence of so many tokens comes twice; 0 lets all come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the tokens at least this likely, XTC leaves only the least likely one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passages up to this length may be repeated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefers tokens about this likely; below 0 it does nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor cores that compute; 0 chooses for this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded candidates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength against tokens that go on with a repeated passage; 0 leaves them alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken from a token&apos;s logit for each time it came recently; 0 takes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken once from the logit of each token that came recently; 0 takes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed throws the same dice; -1 draws a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The surprise that mirostat aims at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens the model sees at once; 0 takes what it was trained for, up to 8,192.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XTC probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XTC threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Reset {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the default, {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Search chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter opens a chat, F2 renames it, Delete deletes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found for “{query}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats will be listed here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Logit bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Penalties</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grammar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adaptive-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Banned words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds to the logits of single tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes tokens that came recently less likely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works against repeating whole passages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets no sequence of tokens come twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps logits near the highest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the k likeliest tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps tokens of usual surprise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the nucleus: the likeliest up to a sum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drops what is far less likely than the likeliest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now and then excludes the likeliest choices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sharpens or flattens the distribution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allows only what follows a grammar.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds the surprise near a target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefers tokens of a certain probability.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never writes these texts.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageCard</name>
    <message>
        <source>Settings of {stage}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SystemCard</name>
    <message>
        <source>This model has no place for a system prompt: it is put before your first message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How should the model answer? For example: Answer in one sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>none; click to write one</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextList</name>
    <message>
        <source>none; several are separated by |</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>\n stands for a line break.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Not answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted: the program ended while this was being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reached the maximum length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context window is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended at a stop string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the model to load…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for a model to be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt: {done} of {total} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin: keep it in the model&apos;s memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed by the template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this address outside Tessera?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the thought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the thought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory starts here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought, not finished · {count} words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought for a while · 1 word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought for a while · {count} words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{author}, message {place} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version {version} of {versions}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Chat deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” was deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>

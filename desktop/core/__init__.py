"""Plain Python: what a chat is and how it is kept. No Qt."""

"""Everything between a request and its tokens. No Qt."""

"""From messages to the tokens of a prompt: templates, spans, injection, the context window."""

"""The transcript: one scroll area that lays out and paints only the messages in sight."""

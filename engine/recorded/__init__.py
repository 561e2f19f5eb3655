"""Replies as they were recorded, and what follows from the records alone: no model is asked."""

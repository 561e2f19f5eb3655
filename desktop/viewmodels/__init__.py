"""QtCore only: state that a view can show and signals that it can follow."""

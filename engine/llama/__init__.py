"""The binding to llama.cpp: the only importer of llama_cpp, and only of its low-level module."""

"""Everything from text to GGUF for Tessera Pocket, the model in the box.

Nothing here is imported by the product. The order of the modules is the order of the work: the
text (`chat`, `guide`, `stories`, `smalltalk`, `skills`, `limits`, `manners`, `corpus`), its tokens
(`bpe`, `texts`), the training (`llama`, `train`), the file (`export`), the examination
(`evaluate`, `card`).
"""

"""Which section and task of a new version is which of the old.

Ids are given once and kept for ever. What is recognised keeps its id, what is new gets one that was never used, and
what is unsure counts as removed and added: a tick never moves by a guess. The ladder, with text compared without
number, case and markup: the document's own `^id`; the same text under the same parent; the same text anywhere, unique
on both sides; the same link, unique on both sides; a close rewording under the same parent.
"""

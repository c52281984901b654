"""Writing frameworks: a file's text as plain data, edited step by step, read back by the ordinary loader.

The text is what is kept; plain data are mappings, lists and text exactly as the file says them, so that a
text, its data and the text written from them have one hash.  Nothing here decides what is right: every
edit is followed by ``examine``, which tells all mistakes the loader finds.
"""

from frameworks.writing.plain import Examined, Plain, PlainProblem, examine, read_plain, shipped_text, to_yaml

__all__ = ["Examined", "Plain", "PlainProblem", "examine", "read_plain", "shipped_text", "to_yaml"]

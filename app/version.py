"""The program's version: kept with every result, so that it can be recomputed by the same rules."""

VERSION = "1.2.0"

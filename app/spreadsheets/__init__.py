"""Files of figures that people bring: .csv, .xlsx and .json read into plain tables, or refused whole.

Knows no room, no model and no page. Start at `reading.read`.
"""

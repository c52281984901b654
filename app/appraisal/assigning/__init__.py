"""Phân công thẩm định: who appraises which unit, on which criteria, as which of two independent opinions."""

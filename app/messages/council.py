"""Sentences of the council's room."""

COUNCIL = "Hội đồng đánh giá"

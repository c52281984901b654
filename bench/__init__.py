"""Measures the programme against its floors: what the same work costs with nothing of ours around it.

`python -m bench` runs every measurement, floor and programme in turn in the same run, prints one table
and keeps the numbers as JSON. Nothing here is a test: a missed aim is reported, not punished.
"""

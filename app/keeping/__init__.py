"""Keeping frameworks: from a draft of the standing body to a published version that never changes."""

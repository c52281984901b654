"""Workflow definitions as people see them: pictures, tables, versions, and moving running items."""

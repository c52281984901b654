"""Gathers each document's data: from the database into the plain shapes of `app.rendering.data`."""

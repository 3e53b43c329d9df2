"""The other side of `sync`: the system of an agency that pushes what it handles by itself."""

"""Measures as data: each is one expression over the lake that returns whole numbers only.

The division happens once, in Python, on exact fractions. docs/add-a-measure.md says how to add one.
"""

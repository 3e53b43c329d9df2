"""What happened, in columns: the journal's events and one row a dossier, as Parquet for engines.

Nothing here says who a person is. Everything is made from the journal, and can be made again.
"""

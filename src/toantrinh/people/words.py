"""Asking whose name bears some words: `name_words__bears="nguyen & lan:*"`."""

from typing import Any

from django.db.models.lookups import Exact


class Bears(Exact):
    """Words of a name against a question of PostgreSQL's, which is one plain parameter.

    Django's own SearchQuery is an expression, for which every query has to be written anew.
    """

    lookup_name = "bears"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The comparison and its parameters."""
        column, before = self.process_lhs(compiler, connection)
        asked, given = self.process_rhs(compiler, connection)
        return f"{column} @@ to_tsquery('simple', {asked})", (*before, *given)

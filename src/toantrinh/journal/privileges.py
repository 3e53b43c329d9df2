"""What the roles may do: the app works, but cannot touch what happened; the auditor reads."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# Rows that are added and never changed, by whatever mistake or malice in the app.
APPEND_ONLY = ("journal_event", "journal_access", "journal_seal", "journal_sealedday")
# Keys, password hashes, sessions and second factors are not the auditor's to read.
SECRET = (
    *("people_datakey", "people_user", "django_session", "mfa_authenticator", "api_token"),
    "sync_session",
)


def grant(owner: BaseDatabaseWrapper) -> None:
    """Give app and auditor their rights on all tables. Run as the owner, after each migration."""
    app = sql.Identifier(settings.DATABASE_ROLES["app"])
    auditor = sql.Identifier(settings.DATABASE_ROLES["auditor"])
    kept = sql.SQL(", ").join(map(sql.Identifier, APPEND_ONLY))
    secret = sql.SQL(", ").join(map(sql.Identifier, SECRET))
    statements = [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}, {auditor}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        "REVOKE UPDATE, DELETE ON {kept} FROM {app}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {auditor}",
        "REVOKE ALL ON {secret} FROM {auditor}",
    ]
    composed = [
        sql.SQL(statement).format(app=app, auditor=auditor, kept=kept, secret=secret)
        for statement in statements
    ]
    with owner.cursor() as cursor:
        for each in [*composed, *_written_later(app), *_hidden(auditor)]:
            cursor.execute(each.as_string(None))


def _written_later(app: sql.Identifier) -> Iterator[sql.Composed]:
    """Of a table whose model names its `WRITTEN_LATER` columns, only those may be updated."""
    for model in apps.get_models():
        columns = getattr(model, "WRITTEN_LATER", None)
        if columns:
            table = sql.Identifier(model._meta.db_table)  # noqa: SLF001 (documented by Django)
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(table, app)
            yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(listed, table, app)


def _hidden(auditor: sql.Identifier) -> Iterator[sql.Composed]:
    """Of a table whose model names `HIDDEN` columns, the auditor reads all others."""
    for model in apps.get_models():
        if hidden := getattr(model, "HIDDEN", None):
            table = sql.Identifier(model._meta.db_table)  # noqa: SLF001 (documented by Django)
            fields = model._meta.concrete_fields  # noqa: SLF001
            shown = [sql.Identifier(f.attname) for f in fields if f.attname not in hidden]
            listed = sql.SQL(", ").join(shown)
            yield sql.SQL("REVOKE ALL ON {} FROM {}").format(table, auditor)
            yield sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(listed, table, auditor)

"""Which database this installation talks to, and as whom: the three roles of one address."""

import os
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from toantrinh.host.home import Home, home
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Refusal

ROLES = ("owner", "app", "auditor")
# A connection costs more than a page; one that broke is noticed before its next use.
_KEPT_SECONDS = 60
# A statement that a connection has sent so often is planned once and then only filled in.
_PREPARED_AFTER = 3


@dataclass(frozen=True)
class Address:
    """Where a PostgreSQL database is and who asks. `host` may be the folder of a socket."""

    user: str
    password: str
    host: str
    port: int
    name: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Read a `postgresql://` address; a host given as a parameter names a socket's folder."""
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise Refusal("DATABASE_URL phải bắt đầu bằng postgresql://.")
        try:
            return cls._parsed(parts)
        except ValueError as problem:
            # The address itself is not told: it may hold a password.
            raise Refusal("DATABASE_URL có cổng không phải là số.") from problem

    @classmethod
    def _parsed(cls, parts: SplitResult) -> "Address":
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", None) or unquote(parts.hostname or "localhost")
        return cls(
            user=unquote(parts.username or "postgres"),
            password=unquote(parts.password or ""),
            host=host,
            port=int(options.pop("port", 0)) or parts.port or 5432,
            name=unquote(parts.path.lstrip("/")) or "toantrinh",
            options=tuple(options.items()),
        )

    def url(self) -> str:
        """The same address as text that libpq, psql and psycopg read."""
        who = f"{quote(self.user)}:{quote(self.password, safe='')}"
        if self.host.startswith("/"):
            query = urlencode({"host": self.host, "port": self.port, **dict(self.options)})
            return f"postgresql://{who}@/{quote(self.name)}?{query}"
        query = f"?{urlencode(dict(self.options))}" if self.options else ""
        return f"postgresql://{who}@{self.host}:{self.port}/{quote(self.name)}{query}"

    def django(self) -> dict[str, object]:
        """The entry for Django's DATABASES."""
        return {
            "ENGINE": "toantrinh.host.connection",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "OPTIONS": {
                **dict(self.options),
                "server_side_binding": True,
                "prepare_threshold": _PREPARED_AFTER,
            },
            "CONN_MAX_AGE": _KEPT_SECONDS,
            "CONN_HEALTH_CHECKS": True,
        }


@dataclass(frozen=True)
class Database:
    """One database and the addresses of its roles.

    `maker` may create roles and databases: the embedded server's superuser, or the user that
    DATABASE_URL names. The app never connects as it.
    """

    maker: Address
    home: Home
    embedded: bool
    # Roles belong to a whole server, so they carry the name of the database they were made for.
    role_prefix: str

    @property
    def name(self) -> str:
        return self.maker.name

    def role_name(self, role: str) -> str:
        """The server's name for one of ROLES."""
        return f"{self.role_prefix}_{role}"

    def named(self, name: str) -> "Database":
        """Another database of the same server, with the same roles."""
        return replace(self, maker=replace(self.maker, name=name))

    def address(self, role: str) -> Address:
        if role not in ROLES:
            raise ValueError(f"no such role: {role}")
        return replace(
            self.maker,
            user=self.role_name(role),
            password=self.home.secret(f"database_{role}_password"),
        )


def database(at: Home | None = None) -> Database:
    """The database of a home: DATABASE_URL's server, or the embedded one."""
    where = at or home()
    url = os.environ.get("DATABASE_URL")
    if url:
        maker = Address.parse(url)
        return Database(maker, home=where, embedded=False, role_prefix=maker.name)
    cluster = Cluster.of(where)
    maker = Address(
        user=cluster.superuser,
        password=where.secret("database_super_password"),
        host=str(cluster.socket_folder),
        port=cluster.port,
        name="toantrinh",
    )
    return Database(maker, home=where, embedded=True, role_prefix=maker.name)

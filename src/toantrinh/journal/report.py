"""What a verification found."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: in which chain, at which event, and what."""

    stream: str
    seq: int | None
    what: str


@dataclass
class Report:
    """The outcome of a verification.

    `uncovered_events` and `uncovered_views` are in no seal that was compared: in these a forgery by
    somebody with all rights would not be found yet. `keys` are the public keys that signed.
    """

    events: int = 0
    chains: int = 0
    seals: int = 0
    days: int = 0
    views: int = 0
    uncovered_events: int = 0
    uncovered_views: int = 0
    keys: list[str] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, stream: str, seq: int | None, what: str) -> None:
        finding = Finding(stream, seq, what)
        if finding not in self.problems:
            self.problems.append(finding)

    def as_json(self) -> dict[str, object]:
        """`{ok, events, chains, seals, days, views, uncovered_…, keys, problems}`."""
        return {"ok": self.ok, **asdict(self)}

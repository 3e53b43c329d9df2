"""How commands speak: to people on stderr, with bars for what is long; to machines on stdout."""

import json
import sys
from typing import Any

import click
from tqdm import tqdm

from toantrinh.kernel.errors import Invalid, Refusal


class Teller:
    """Progress on stderr. Quiet when nobody watches and nothing takes long."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.bar: tqdm[Any] | None = None
        self.label = ""

    def say(self, text: str) -> None:
        """Name the step that begins."""
        self._close()
        if not self.quiet:
            click.echo(f"· {text}", err=True)

    def step(self, label: str, done: int, total: int) -> None:
        """Show how far a long step has come; the bar closes itself at the end."""
        if self.quiet:
            return
        if self.bar is None or label != self.label:
            self._close()
            self.label = label
            self.bar = tqdm(
                total=total,
                desc=label,
                file=sys.stderr,
                leave=False,
                unit="",
                disable=None,
            )
        self.bar.update(done - self.bar.n)
        if done >= total:
            self._close()

    def _close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None


def put_refusal(refusal: Refusal, *, as_json: bool) -> None:
    """Say what was refused, with each thing that is wrong; for programs as the API says it."""
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    click.echo(f"toantrinh: {refusal.text()}", err=True)
    for each in problems:
        line = f", dòng {each.line}" if each.line else ""
        click.echo(f"  {each.where}{line}: {each.text()}", err=True)
    if as_json:
        wrong = [{"field": each.where, "message": each.text()} for each in problems]
        put_json({"error": refusal.text(), "field": refusal.field, "problems": wrong})


def put_json(value: object) -> None:
    """Print the one JSON document of a command on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))

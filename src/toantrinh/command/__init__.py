"""The `toantrinh` command: each subcommand is a thin door to the rooms below."""

import sys

import click

from toantrinh.command.telling import put_json, put_refusal
from toantrinh.kernel.errors import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def toantrinh() -> None:
    """Nền tảng dịch vụ công toàn trình: public services from end to end."""


def main() -> None:
    """Run the command; a refusal is told in sentences, without a trace."""
    from toantrinh.command import (
        audit,
        bottlenecks,
        catalogue,
        check,
        jobs,
        keeping,
        keys,
        lake,
        measures,
        notices,
        procedure,
        programme,
        running,
        simulate,
        state,
        story,
        sync,
        tokens,
        walkthrough,
    )

    for group in (
        state,
        audit,
        check,
        jobs,
        catalogue,
        procedure,
        programme,
        story,
        simulate,
        sync,
        keeping,
        keys,
        lake,
        measures,
        bottlenecks,
        notices,
        running,
        walkthrough,
        tokens,
    ):
        group.register(toantrinh)
    as_json = "--json" in sys.argv
    try:
        # Outside its standalone mode click gives an exit code back instead of raising it.
        sys.exit(toantrinh.main(standalone_mode=False) or 0)
    except Refusal as refusal:
        put_refusal(refusal, as_json=as_json)
        sys.exit(1)
    except click.ClickException as problem:
        problem.show()
        if as_json:
            put_json({"error": problem.format_message(), "field": None, "problems": []})
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit(130)

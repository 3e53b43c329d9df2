"""A process of its own that holds the walkthrough's stage until it is told to stop.

It writes one line of JSON: `{site, accounts: [{who, name, password, second}]}`.
"""

import json
import signal
from dataclasses import asdict

from toantrinh.command.telling import Teller
from toantrinh.command.walkthrough import stage
from toantrinh.host.home import home


def main() -> None:
    with stage(home(), Teller()) as (site, accounts):
        told = {"site": site, "accounts": [asdict(account) for account in accounts]}
        print(json.dumps(told), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()

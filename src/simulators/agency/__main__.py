"""Push invented dossiers: `python -m simulators.agency ADDRESS USERNAME UNIT [--dossiers N]`.

The password comes from the variable SYNC_PASSWORD. Prints what the portal answered, a JSON line
each: the login, the file of all dossiers, and one step of the first by a call of its own.
"""

import argparse
import json
import os
import sys

from simulators.agency.client import Portal
from simulators.agency.inventing import dossiers, progress


def main() -> int:
    """Push, and tell; 0 when everything was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("username")
    parser.add_argument("unit")
    parser.add_argument("--dossiers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    portal = Portal(given.address, given.unit)
    code = portal.log_in(given.username, os.environ["SYNC_PASSWORD"])
    sys.stdout.write(json.dumps({"error_code": code}) + "\n")
    if code != "0":
        return 1
    made = list(dossiers(given.seed, given.dossiers))
    lines = ({"service": "DongBoHoSoMC", "data": one, "revision": 1} for one in made)
    told = [portal.send(lines)]
    going = next(one for one in made if one["TrangThaiHoSo"] != "done")
    told.append(portal.call("CapNhatTienDoHoSoMC", progress(going, "4")))
    for one in told:
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
    return int(any(one["error_code"] != "0" for one in told))


if __name__ == "__main__":
    sys.exit(main())

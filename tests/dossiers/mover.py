"""A process that moves what is left in one database, in small batches: `mover DATABASE BATCH`."""

import sys

from toantrinh.command.ground import load_django


def main(name: str, batch: int) -> None:
    """Move, and tell how many."""
    load_django()
    from django.db import connections

    from toantrinh.dossiers.moving import move_all

    connections["default"].settings_dict["NAME"] = name
    print(move_all(batch))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

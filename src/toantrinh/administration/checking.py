"""All checks of the installation, whichever room they come from."""

from django.utils.module_loading import autodiscover_modules

from toantrinh.government.models import Agency
from toantrinh.kernel.checking import Finding, run


def findings(below: Agency | None = None, *, slow: bool = False) -> list[Finding]:
    """What is wrong, the gravest first: with the machine, and with agencies from one down.

    With `slow`, other machines are asked too, for a few seconds at most.
    """
    from toantrinh.host import checks

    del checks
    autodiscover_modules("checks")
    return run(below.path if below else "", slow=slow)

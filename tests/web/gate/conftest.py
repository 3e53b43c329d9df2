"""Everything here walks over the wire."""

from tests.web.gate.serving import address, fault, provider, site, visitor

__all__ = ["address", "fault", "provider", "site", "visitor"]

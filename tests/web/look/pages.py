"""The gallery: each page by name, as HTML."""

from tests.web.look import samples
from tests.web.look.rendering import frame, page
from toantrinh.kernel.time import turned

ERRORS = ("400", "403", "403_csrf", "404", "500")


def gallery() -> dict[str, str]:
    """Every page, at the sketch's moment."""
    with frame(), turned(samples.NOW):
        return {
            "home": page("home.html", signed_in=False),
            "dossier": page("dossier.html", samples.dossier()),
            "form": page("form.html", {"form": samples.Birth()}),
            "refused": page("form.html", {"form": samples.refused()}),
            "review": page("review.html", {"groups": samples.review()}),
            "parts": page("parts.html", samples.everything()),
            "desk": page("desk.html", samples.desk()),
            "paper": page("paper.html"),
            "entrance": page("entrance.html", {"form": samples.Entrance()}, signed_in=False),
        } | {f"error-{code}": page(f"{code}.html") for code in ERRORS}

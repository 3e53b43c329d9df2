"""Files that the house makes for somebody: saved, not shown, and kept by nobody on the way."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file under a name, to be saved."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )

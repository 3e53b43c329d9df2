"""What may act is taken out of a PDF: scripts, launched programs, hidden files, forms in XML.

Everything is looked at, also objects that no page reaches, since a reader may still find them.
"""

import re
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

# Actions that only show another place; all others run, fetch, send or play something.
_HARMLESS = frozenset({"/GoTo", "/URI", "/Named"})
# Where a link may lead: to a page or a person, never to a script or a file of the reader's.
_SCHEMES = (b"https", b"http", b"mailto", b"tel")
_SCHEME = re.compile(rb"[\s\x00]*([A-Za-z][A-Za-z0-9+.-]*)[\s\x00]*:")
# Actions that are emptied wherever they stand, even where no reader looks for one.
_HARMFUL = frozenset(
    {"/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Rendition", "/SubmitForm"}
)
# Keys that hold actions, scripts, other files, or what a program left for itself.
_FORBIDDEN = (
    "/AA",
    "/AF",
    "/Collection",
    "/EF",
    "/EmbeddedFiles",
    "/JavaScript",
    "/JS",
    "/RichMediaContent",
    "/XFA",
)
# Where an action may stand that is looked at before it is taken out.
_PLACES = ("/A", "/Next", "/OpenAction", "/PA")
_MEDIA = frozenset(
    {"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound", "/TrapNet"}
)
# A stream of 10 MB can unpack to 10 GB.
_UNPACKED = 256 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_UNPACKED, png_max_memory=_UNPACKED, run_length_max_memory=_UNPACKED
)
# Deeper than any honest file nests values inside one object.
_DEPTH = 100


def clean_pdf(pdf: Pdf) -> int:
    """Take out of an open PDF all that could act; says how many things were taken out."""
    return sum(_cleaned(value, _DEPTH) for value in pdf.objects) + _cleaned(pdf.trailer, _DEPTH)


def most_pixels(pdf: Pdf) -> int:
    """Of the largest picture that is in it."""
    return max(
        (
            _number(value, "/Width") * _number(value, "/Height")
            for value in pdf.objects
            if isinstance(value, Stream) and _kind(value, "/Subtype") == "/Image"
        ),
        default=0,
    )


def is_signed(pdf: Pdf) -> bool:
    """Whether a digital signature is in it."""
    return any(
        isinstance(value, Dictionary) and "/ByteRange" in value and "/Contents" in value
        for value in pdf.objects
    )


def _cleaned(value: Object, depth: int) -> int:
    """Clean one object; what it only points at is an object of its own and has its own turn."""
    if depth == 0:
        raise pikepdf.PdfError("nested too deep")
    if isinstance(value, Array):
        return _cleaned_array(value, depth)
    if isinstance(value, Dictionary | Stream):
        return _cleaned_dictionary(value, depth)
    return 0


def _cleaned_array(array: Array, depth: int) -> int:
    kept = [item for item in list(array) if not _plays_media(item)]
    taken = len(array) - len(kept)
    if taken:
        del array[:]
        array.extend(kept)
    return taken + sum(_cleaned(item, depth - 1) for item in _direct(kept))


def _cleaned_dictionary(holder: Object, depth: int) -> int:
    if _kind(holder, "/S") in _HARMFUL:
        # A list: keys can't be taken out of what is being walked through.
        for key in list(holder.keys()):
            del holder[key]
        return 1
    taken = 0
    # What all links of the file are read from, which nobody needs.
    if isinstance(holder.get("/URI"), Dictionary):
        del holder["/URI"]
        taken += 1
    for key in _FORBIDDEN:
        if key in holder:
            del holder[key]
            taken += 1
    for key in _PLACES:
        if key in holder and (_acts(holder[key]) or _fetches_by_itself(key, holder[key])):
            del holder[key]
            taken += 1
    inner = _direct(value for _, value in holder.items())
    return taken + sum(_cleaned(value, depth - 1) for value in inner)


def _acts(value: object) -> bool:
    if isinstance(value, Array):
        return any(_acts(item) for item in list(value))
    if not isinstance(value, Dictionary) or "/S" not in value:
        return False
    return str(value["/S"]) not in _HARMLESS or _leads_astray(value)


def _leads_astray(action: Dictionary) -> bool:
    """Whether a link names something else than a page or a person."""
    place = action.get("/URI")
    scheme = _SCHEME.match(bytes(place)) if isinstance(place, String) else None
    return scheme is not None and scheme[1].lower() not in _SCHEMES


def _fetches_by_itself(key: str, value: object) -> bool:
    """Whether opening the file alone would tell somebody elsewhere."""
    return key == "/OpenAction" and isinstance(value, Dictionary) and "/URI" in value


def _plays_media(value: object) -> bool:
    return isinstance(value, Dictionary) and _kind(value, "/Subtype") in _MEDIA


def _kind(holder: Object, key: str) -> str:
    """The name under a key, e.g. `/Launch`; empty when there is none."""
    found = holder.get(key)
    return str(found) if isinstance(found, Name) else ""


def _number(holder: Object, key: str) -> int:
    """The whole number under a key; none where something else stands there."""
    found: object = holder.get(key)
    return found if isinstance(found, int) and found > 0 else 0


def _direct(values: Iterable[object]) -> list[Object]:
    """Values that are written inside their holder; numbers and texts are no objects."""
    return [value for value in values if isinstance(value, Object) and not value.is_indirect]

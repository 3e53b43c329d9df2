"""What people send: kinds by content, nothing that acts, sentences that say how to mend it."""

import contextlib
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from tests.documents.conftest import BIRTH
from toantrinh.documents.authority import Authority
from toantrinh.documents.cleaning import clean_pdf
from toantrinh.documents.letters import render
from toantrinh.documents.signing import Signer, sign_pdf
from toantrinh.documents.uploads import JPEG, PDF, PNG, UploadLimits, clean, media_type_of
from toantrinh.documents.verifying import verify_pdf
from toantrinh.kernel.errors import Refusal

LIMITS = UploadLimits()


def pdf_of(
    pages: int = 1,
    change: Callable[[Pdf], None] | None = None,
    encryption: pikepdf.Encryption | None = None,
) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, encryption=encryption or False)
    return out.getvalue()


def picture(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **saving: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def refusal(content: bytes, limits: UploadLimits = LIMITS) -> Refusal:
    with pytest.raises(Refusal) as refused:
        clean(content, limits)
    assert refused.value.field == "file"
    assert refused.value.remedy
    assert "%" not in refused.value.text()
    return refused.value


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch() -> Dictionary:
    return Dictionary(S=Name.Launch, F=String("cmd.exe"))


def _open_action(pdf: Pdf) -> None:
    pdf.Root.OpenAction = script()


def _name_tree(pdf: Pdf) -> None:
    action = pdf.make_indirect(script())
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _page_action(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=launch())


def _link_launch(pdf: Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch())
    pdf.pages[0].obj.Annots = Array([link])


def _chained(pdf: Pdf) -> None:
    go = Dictionary(S=Name.URI, URI=String("https://example.vn"), Next=Array([script()]))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=go)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def _attached_note(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([note])


def _xfa(pdf: Pdf) -> None:
    form = pdf.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=form)


def _field_script(pdf: Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=script()))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


def _outline(pdf: Pdf) -> None:
    first = pdf.make_indirect(Dictionary(Title=String("x"), A=script()))
    pdf.Root.Outlines = Dictionary(First=first, Last=first, Count=1)


def _link_script(pdf: Pdf) -> None:
    go = Dictionary(S=Name.URI, URI=String(" JavaScript:alert(1)"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=go)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def _base(pdf: Pdf) -> None:
    pdf.Root.URI = Dictionary(Base=String("JavaScript:"))


def _tells_of_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.vn/Launch"))


DANGERS = [
    _link_script,
    _base,
    _tells_of_opening,
    _open_action,
    _name_tree,
    _page_action,
    _link_launch,
    _chained,
    _attachment,
    _attached_note,
    _xfa,
    _field_script,
    _outline,
]


@pytest.mark.parametrize("danger", DANGERS, ids=lambda danger: danger.__name__)
def test_what_could_act_is_taken_out(danger: Callable[[Pdf], None]) -> None:
    sent = pdf_of(2, danger)
    kept = clean(sent, LIMITS)
    assert (kept.media_type, kept.pages) == (PDF, 2)
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        written = b"".join(value.unparse(resolved=True) for value in pdf.objects)
    for trace in (b"JavaScript", b"/JS", b"Launch", b"EmbeddedFile", b"/XFA", b"FileAttachment"):
        assert trace not in written
    assert b"MZ" not in kept.content


def test_a_link_and_a_place_to_open_at_stay() -> None:
    def harmless(pdf: Pdf) -> None:
        go = Dictionary(S=Name.URI, URI=String("https://example.vn"))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=go)
        pdf.pages[0].obj.Annots = Array([link])
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    with pikepdf.open(io.BytesIO(clean(pdf_of(1, harmless), LIMITS).content)) as pdf:
        assert str(pdf.pages[0].obj.Annots[0].A.URI) == "https://example.vn"
        assert "/OpenAction" in pdf.Root


def test_what_follows_the_end_is_left_behind() -> None:
    assert b"PK\x03\x04" not in clean(pdf_of() + b"PK\x03\x04 a second file", LIMITS).content


def test_a_signed_pdf_keeps_its_signature(signer: Signer, authority: Authority) -> None:
    at = datetime(2026, 7, 6, tzinfo=UTC)
    signed = sign_pdf(render("birth_certificate", BIRTH), signer, reason="", place="", at=at)
    kept = clean(signed, LIMITS)
    assert kept.content == signed
    assert verify_pdf(kept.content, [authority.root().certificate]).valid


def test_a_signed_pdf_that_acts_is_refused(signer: Signer) -> None:
    at = datetime(2026, 7, 6, tzinfo=UTC)
    signed = sign_pdf(pdf_of(1, _open_action), signer, reason="", place="", at=at)
    assert "ký lại" in refusal(signed).text()


@pytest.mark.parametrize("user", ["", "mở"])
def test_a_locked_pdf_is_refused(user: str) -> None:
    locked = pdf_of(encryption=pikepdf.Encryption(owner="chủ", user=user, R=6))
    assert "mật khẩu" in refusal(locked).text()


def test_too_many_pages_are_refused() -> None:
    assert clean(pdf_of(50), LIMITS).pages == 50
    assert refusal(pdf_of(51)).text().startswith("Tệp có 51 trang, quá mức 50 trang.")


def test_too_many_bytes_are_refused() -> None:
    text = refusal(b"%PDF-" + bytes(1_600_000), UploadLimits(size=1_048_576)).text()
    assert text.startswith("Tệp nặng 1,5 MB, quá mức 1 MB.")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04zip", b"MZ\x90", b"<html>", b"#!/bin/sh\n", b" %PDF-1.7", b"GIF89a", b"\x00" * 9],
)
def test_other_kinds_are_refused_whatever_their_name(content: bytes) -> None:
    assert media_type_of(content) == ""
    assert "JPEG, PNG" in refusal(content).text()


def test_an_empty_file_is_refused() -> None:
    assert "rỗng" in refusal(b"").text()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nnothing",
        b"%PDF-1.7\n%%EOF",
        b"\xff\xd8\xff\xe0 nothing",
        b"\x89PNG\r\n\x1a\nnothing",
        picture("PNG")[:-30],
        picture("JPEG")[:200],
    ],
)
def test_broken_files_are_refused(content: bytes) -> None:
    assert "bị hỏng" in refusal(content).text()


@settings(deadline=None)
@given(st.sampled_from([pdf_of(1, _link_launch), picture("JPEG"), picture("PNG")]), st.data())
def test_damage_ends_in_a_clean_file_or_a_sentence(content: bytes, data: st.DataObject) -> None:
    """Whatever happens to a file on its way, nothing else than a refusal comes out."""
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(damaged)))
    with contextlib.suppress(Refusal):
        kept = clean(bytes(damaged[:cut]), LIMITS)
        if kept.media_type == PDF:
            with pikepdf.open(io.BytesIO(kept.content)) as pdf:
                assert clean_pdf(pdf) == 0


def test_a_phone_picture_loses_where_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Hãng máy ảnh"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif, comment=b"so nha 12")
    kept = clean(out.getvalue() + b"PK\x03\x04tail", LIMITS)
    assert kept.media_type == JPEG
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"so nha" not in kept.content
    assert b"PK\x03\x04" not in kept.content


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_pictures_of_all_modes_are_drawn_anew(mode: str) -> None:
    kept = clean(picture("PNG", mode), LIMITS)
    assert (kept.media_type, kept.pages) == (PNG, 1)
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == (40, 20)
        assert image.mode in {"RGB", "RGBA"}


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_does() -> None:
    assert "điểm" in refusal(picture("PNG", size=(200, 100)), UploadLimits(pixels=19_999)).text()
    header = bytearray(picture("PNG"))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    assert "điểm" in refusal(bytes(header)).text()


def test_a_picture_within_a_pdf_may_not_grow_huge_either() -> None:
    def huge(side: int) -> Callable[[Pdf], None]:
        def put(pdf: Pdf) -> None:
            drawn = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=side)
            drawn.Height = side
            pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=drawn))

        return put

    assert "điểm ảnh" in refusal(pdf_of(1, huge(50_000))).text()
    assert clean(pdf_of(1, huge(10_000)), LIMITS).pages == 1


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (b"PK\x03\x04" + b"x" * 40, "tệp nén", "giải nén"),
        (b"Rar!\x1a\x07\x01\x00", "tệp nén", "giải nén"),
        (b"7z\xbc\xaf\x27\x1c\x00", "tệp nén", "giải nén"),
        (b"\x1f\x8b\x08", "tệp nén", "giải nén"),
        (b"\xfd7zXZ\x00", "tệp nén", "giải nén"),
        (b"a".ljust(257, b"\0") + b"ustar\x0000", "tệp nén", "giải nén"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC", "JPEG"),
        (b"PK\x03\x04....word/document.xml", "soạn thảo", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "soạn thảo", "PDF"),
    ],
)
def test_archives_and_office_files_are_named(content: bytes, what: str, remedy: str) -> None:
    refused = refusal(content)

    assert what in refused.text()
    assert remedy in str(refused.remedy)

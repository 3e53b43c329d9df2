"""Signed results: PDF/A-2b stays, the signature holds, every change is found."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.documents.conftest import BIRTH, signer_of
from toantrinh.documents.authority import Authority
from toantrinh.documents.letters import render
from toantrinh.documents.signing import FIELD, Signer, sign_pdf
from toantrinh.documents.verifying import verify_pdf
from toantrinh.kernel.errors import Conflict, Refusal

AT = datetime(2026, 7, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return render("birth_certificate", BIRTH, at=AT)


@pytest.fixture(scope="module")
def signed(letter: bytes, signer: Signer) -> bytes:
    return sign_pdf(letter, signer, reason="Cấp Giấy khai sinh", place="Hà Nội", at=AT)


def roots(authority: Authority) -> list[x509.Certificate]:
    return [authority.root().certificate]


def test_a_signed_result_holds(signed: bytes, signer: Signer, authority: Authority) -> None:
    found = verify_pdf(signed, roots(authority))
    assert found.valid
    assert found.problems == ()
    assert found.covers_whole_file
    assert found.signer == "Ủy ban nhân dân phường Bạch Mai"
    assert found.serial == signer.serial
    assert found.signed_at == AT


def test_pdf_a_2b_stays_after_signing(letter: bytes, signed: bytes) -> None:
    """Read from the signed bytes: header, identification, output intent, version, the field."""
    assert signed.startswith(letter)
    header, comment = signed.split(b"\n", 2)[:2]
    assert header == b"%PDF-1.7"
    assert comment.startswith(b"%")
    assert all(byte > 127 for byte in comment[1:5])
    with pikepdf.open(io.BytesIO(signed)) as pdf, pikepdf.open(io.BytesIO(letter)) as before:
        root = pdf.Root
        assert root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert pdf.pdf_version == "1.7"
        assert root.get("/Version") in (None, pikepdf.Name("/1.7"))
        intent = root.OutputIntents[0]
        assert str(intent.S) == "/GTS_PDFA1"
        profile = intent.DestOutputProfile.read_bytes()
        assert profile == before.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        assert root.keys() == before.Root.keys() | {"/AcroForm"}
        assert "/ID" in pdf.trailer
        assert "/Encrypt" not in pdf.trailer


def test_the_field_is_one_that_pdf_a_allows(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        form = pdf.Root.AcroForm
        assert not form.get("/NeedAppearances", False)
        assert "/XFA" not in form
        [field] = form.Fields
        print_only = 4
        hidden, invisible, no_view = 2, 1, 32
        assert int(field.F) & print_only
        assert not int(field.F) & (hidden | invisible | no_view)
        assert [int(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert str(field.T) == FIELD
        assert str(field.V.Reason) == "Cấp Giấy khai sinh"


def test_the_cms_is_pades_b_b(signed: bytes, signer: Signer) -> None:
    """EN 319 142-1: signing-certificate-v2, no signing time, strict DER, SHA-256 throughout."""
    [found] = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    info = found.signer_info
    kinds = [attribute["type"].native for attribute in info["signed_attrs"]]
    assert sorted(kinds) == ["content_type", "message_digest", "signing_certificate_v2"]
    attributes = [attribute.dump() for attribute in info["signed_attrs"]]
    assert attributes == sorted(attributes)
    assert info["digest_algorithm"]["algorithm"].native == "sha256"
    held = {held.chosen.serial_number for held in found.signed_data["certificates"]}
    assert int(signer.serial, 16) in held
    assert len(held) == 2


def _hole(signed: bytes) -> tuple[int, int]:
    """Where the signature itself stands, which it can't cover."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        _, start, end, rest = (int(n) for n in pdf.Root.AcroForm.Fields[0].V.ByteRange)
    assert end + rest == len(signed)
    return start, end


@settings(deadline=None)
@given(data=st.data())
def test_every_altered_byte_is_found(
    data: st.DataObject, signed: bytes, authority: Authority
) -> None:
    start, end = _hole(signed)
    covered = st.integers(0, start - 1) | st.integers(end, len(signed) - 1)
    altered = bytearray(signed)
    altered[data.draw(covered)] ^= data.draw(st.integers(1, 255))
    found = verify_pdf(bytes(altered), roots(authority))
    assert not found.valid
    assert found.problems


@settings(deadline=None)
@given(data=st.data())
def test_an_altered_signature_never_says_something_else(
    data: st.DataObject, signed: bytes, signer: Signer, authority: Authority
) -> None:
    """Writing a hex digit in the other case changes nothing; any other change is found."""
    start, end = _hole(signed)
    altered = bytearray(signed)
    altered[data.draw(st.integers(start, end - 1))] ^= data.draw(st.integers(1, 255))
    found = verify_pdf(bytes(altered), roots(authority))
    assert not found.valid or (found.serial, found.signed_at) == (signer.serial, AT)


def test_nothing_hides_in_the_room_behind_the_signature(
    signed: bytes, authority: Authority
) -> None:
    _, end = _hole(signed)
    hidden = signed[: end - 9] + b"48494444" + signed[end - 1 :]
    assert len(hidden) == len(signed)
    assert not verify_pdf(hidden, roots(authority)).valid


def test_an_appended_update_is_found(signed: bytes, authority: Authority) -> None:
    update: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    update.root[pdf_name("/PageMode")] = pdf_name("/UseNone")
    update.update_root()
    out = io.BytesIO()
    update.write(out)
    found = verify_pdf(out.getvalue(), roots(authority))
    assert not found.valid
    assert not found.covers_whole_file
    assert "Có phần được thêm vào tệp sau khi ký." in [one.what for one in found.problems]


def test_appended_bytes_are_found(signed: bytes, authority: Authority) -> None:
    assert not verify_pdf(signed + b"\n% more\n", roots(authority)).valid


def test_another_authority_is_found(
    letter: bytes, other_authority: Authority, authority: Authority
) -> None:
    """Same names, other keys: only the trusted root counts."""
    forged = sign_pdf(letter, signer_of(other_authority), reason="", place="", at=AT)
    found = verify_pdf(forged, roots(authority))
    assert not found.valid
    assert [one.what for one in found.problems] == [
        "Chứng thư chữ ký số không do tổ chức được tin cậy cấp."
    ]
    assert verify_pdf(forged, roots(other_authority)).valid


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_signed_pdf_is_told(content: bytes, authority: Authority) -> None:
    found = verify_pdf(content, roots(authority))
    assert not found.valid
    assert found.problems


def test_an_unsigned_letter_is_told(letter: bytes, authority: Authority) -> None:
    found = verify_pdf(letter, roots(authority))
    assert [one.what for one in found.problems] == ["Tệp này không có chữ ký số."]


def test_a_certificate_out_of_force_does_not_sign(letter: bytes, signer: Signer) -> None:
    later = signer.maker.certificate.not_valid_after_utc + timedelta(seconds=1)
    with pytest.raises(Refusal, match="không còn hiệu lực"):
        sign_pdf(letter, signer, reason="", place="", at=later)


def rsa_identity(
    authority: Authority, *usages: x509.ObjectIdentifier
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    issuing = authority.issuing()
    key = rsa.generate_private_key(65537, 2048)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "DEMO RSA")]))
        .issuer_name(issuing.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False),
            critical=True,
        )
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=True)
    return key, builder.sign(issuing.key, hashes.SHA256())


def test_a_time_stamp_makes_b_t(letter: bytes, signer: Signer, authority: Authority) -> None:
    key, certificate = rsa_identity(authority, ExtendedKeyUsageOID.TIME_STAMPING)
    store: Any = SimpleCertificateStore
    above = store.from_certs(
        [asn1.Certificate.load(authority.issuing().certificate.public_bytes(Encoding.DER))]
    )
    stamper = DummyTimeStamper(
        asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        certs_to_embed=above,
        fixed_dt=AT,
        include_nonce=False,
    )
    stamped = sign_pdf(letter, signer, reason="", place="", at=AT, timestamper=stamper)
    found = verify_pdf(stamped, roots(authority))
    assert found.valid
    assert found.stamped_at == AT


class _Silent(TimeStamper):
    """A time-stamp authority that nobody reaches."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        raise TimestampRequestError(f"no answer to {type(req).__name__}")


def test_without_its_time_stamp_a_result_is_not_signed(letter: bytes, signer: Signer) -> None:
    silent: Any = _Silent
    with pytest.raises(Conflict, match="dấu thời gian") as refused:
        sign_pdf(letter, signer, reason="", place="", at=AT, timestamper=silent())
    assert refused.value.remedy


def test_rsa_keys_sign_too(letter: bytes, authority: Authority) -> None:
    """Agencies' real certificates are mostly RSA-2048."""
    key, certificate = rsa_identity(authority)
    by = Signer.of(key, certificate, (authority.issuing().certificate,))
    assert verify_pdf(sign_pdf(letter, by, reason="", place="", at=AT), roots(authority)).valid

"""Checking signed PDFs: who signed, when, whether all of the file is covered and unchanged.

Only certificates below the given roots count. Revocation is not asked for: it needs the network.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import parser
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from toantrinh.kernel.errors import Problem


@dataclass(frozen=True)
class Verified:
    """What a check of a signed file found; `problems` is empty when it is `valid`."""

    valid: bool
    signer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    covers_whole_file: bool = False
    problems: tuple[Problem, ...] = ()


# What pyHanko and its ASN.1 model throw at bytes that somebody bent; found by altering every byte.
_UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValidationError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    ArithmeticError,
    OSError,
)


def verify_pdf(pdf: bytes, trust: Sequence[x509.Certificate]) -> Verified:
    """Check the last signature of a PDF against trusted roots. Never raises for a bad file."""
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        if not signatures:
            return _failed("Tệp này không có chữ ký số.")
        return _checked(signatures[-1], trust)
    except _UNREADABLE:
        return _failed("Không đọc được chữ ký số của tệp: tệp hỏng hoặc đã bị sửa.")


def _checked(signature: EmbeddedPdfSignature, trust: Sequence[x509.Certificate]) -> Verified:
    claimed = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in trust],
        moment=claimed,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = validate_pdf_signature(signature, context)
    problems = tuple(_problems(status, padded_with_zeros=_padded_with_zeros(signature)))
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    return Verified(
        valid=not problems and status.bottom_line,
        signer=str(certificate.subject.native.get("common_name", "")),
        serial=f"{certificate.serial_number:x}",
        signed_at=claimed,
        stamped_at=stamp.timestamp if stamp else None,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        problems=problems,
    )


def _padded_with_zeros(signature: EmbeddedPdfSignature) -> bool:
    """The room left behind the signature is not covered by it: nothing may hide there."""
    content = bytes(signature.pkcs7_content)
    used: int = parser.peek(content)
    return not any(content[used:])


def _problems(status: PdfSignatureStatus, *, padded_with_zeros: bool) -> list[Problem]:
    found = []
    if not status.intact:
        found.append("Nội dung tệp đã bị sửa sau khi ký.")
    if not status.valid:
        found.append("Chữ ký số không khớp với chứng thư.")
    # The chain is only looked at when the signature itself holds.
    if status.intact and status.valid and not status.trusted:
        found.append("Chứng thư chữ ký số không do tổ chức được tin cậy cấp.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not padded_with_zeros:
        found.append("Có phần được thêm vào tệp sau khi ký.")
    if not found and not status.bottom_line:
        found.append("Chữ ký số không đạt yêu cầu.")
    return [Problem("signature", what) for what in found]


def _failed(what: str) -> Verified:
    return Verified(valid=False, problems=(Problem("signature", what),))

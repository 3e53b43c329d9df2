"""Signing results: PAdES B-B, or B-T with a time stamp, that leaves PDF/A-2b as it was.

The signature is an incremental update with an unseen field; what people read about it stands in
the letter. Revocation lists are not embedded.
"""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from toantrinh.documents.cms import Maker, SigningKey
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import local

FIELD = "ToanTrinh"
# A token of a time-stamp authority with its certificates; theirs are mostly below 8 KB.
_TOKEN_BYTES = 16 * 1024


@dataclass(frozen=True)
class Signer:
    """Who signs: a key, its certificate, the certificates above it without the root."""

    maker: Maker
    name: str

    @classmethod
    def of(
        cls,
        key: SigningKey,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...] = (),
    ) -> "Signer":
        """A signer named as its certificate names it."""
        names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return cls(Maker(key, certificate, chain), str(names[0].value) if names else "")

    @property
    def serial(self) -> str:
        """The certificate's serial number in hex, as registers of certificates print it."""
        return f"{self.maker.certificate.serial_number:x}"

    def valid_at(self, at: datetime) -> bool:
        """Whether the certificate is in force at a moment."""
        return self.maker.certificate.not_valid_before_utc <= at <= self.valid_until

    @property
    def valid_until(self) -> datetime:
        """Until when the certificate is in force."""
        return self.maker.certificate.not_valid_after_utc


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the metadata of PDF/A as the letter had it.

    pyHanko would rewrite XMP with its own name and the hour, at half the cost of a signature.
    """

    def _update_meta(self) -> None:
        return


def sign_pdf(
    pdf: bytes,
    signer: Signer,
    *,
    reason: str,
    place: str,
    at: datetime,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """The PDF with a signature over all of it. Refuses a certificate that is not in force."""
    if not signer.valid_at(at):
        raise Refusal("Chứng thư chữ ký số của %(name)s không còn hiệu lực.", name=signer.name)
    writer = _Update(io.BytesIO(pdf))
    room = signer.maker.size + (_TOKEN_BYTES if timestamper else 0)
    steps = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, writer)
    next(steps)
    steps.send(
        SigObjSetup(
            SignatureObject(
                timestamp=local(at),
                subfilter=SigSeedSubFilter.PADES,
                name=signer.name,
                location=place,
                reason=reason,
                bytes_reserved=2 * room,
            )
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    body, signature = signer.maker.make(prepared.document_digest)
    token = _token(timestamper, signature) if timestamper else None
    steps.send(signer.maker.wrap(body, token))
    signed: bytes = output.getvalue()
    return signed


def _token(timestamper: TimeStamper, signature: bytes) -> bytes:
    digest = hashlib.sha256(signature).digest()
    try:
        token: bytes = asyncio.run(timestamper.async_timestamp(digest, "sha256")).dump()
    except (TimestampRequestError, OSError) as problem:
        raise Conflict(
            "Chưa lấy được dấu thời gian nên văn bản chưa được ký.",
            remedy="Hãy thử lại sau ít phút.",
        ) from problem
    return token

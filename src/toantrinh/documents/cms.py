"""The CMS signature of PAdES B-B (ETSI EN 319 142-1), put together from parts made once a key.

pyHanko builds the same bytes through a general ASN.1 model in about 20 ms; a result needs only the
digest and the signature filled in. Tests hold pyHanko's validator against what is made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_SEQUENCE, _SET, _OCTETS = 0x30, 0x31, 0x04
_CERTIFICATES, _SIGNED, _UNSIGNED = 0xA0, 0xA0, 0xA1
_EXPLICIT = 0xA0
_SHORT = 0x80
# An ECDSA signature is a few bytes longer or shorter each time.
_SLACK = 16


def der(tag: int, *parts: bytes) -> bytes:
    """One DER value: tag, length, and the parts joined."""
    body = b"".join(parts)
    size = len(body)
    if size < _SHORT:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(length))) + length + body


def _attribute(name: str, *values: bytes) -> bytes:
    kind: bytes = cms.CMSAttributeType(name).dump()
    return der(_SEQUENCE, kind, der(_SET, *values))


@dataclass(frozen=True)
class Maker:
    """Makes detached CMS signatures over SHA-256 digests with one key and its certificates."""

    key: SigningKey
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = ()

    def make(self, digest: bytes) -> tuple[bytes, bytes]:
        """Sign a document's digest: the signer's part without its end, and the bare signature."""
        attributes = b"".join(
            sorted((*self._fixed_attributes, _attribute("message_digest", der(_OCTETS, digest))))
        )
        # What is signed carries the tag of a set; what is stored the implicit tag [0].
        signature = self._sign(der(_SET, attributes))
        body = b"".join(
            (self._signer_head, der(_SIGNED, attributes), self._algorithm, der(_OCTETS, signature))
        )
        return body, signature

    def wrap(self, body: bytes, token: bytes | None = None) -> bytes:
        """The whole ContentInfo, with a time-stamp token over the signature when there is one."""
        stamped = der(_UNSIGNED, _attribute("signature_time_stamp_token", token)) if token else b""
        signed = der(_SEQUENCE, self._head, der(_SET, der(_SEQUENCE, body, stamped)))
        return der(_SEQUENCE, self._content_type, der(_EXPLICIT, signed))

    @cached_property
    def size(self) -> int:
        """Bytes that a signature without a time stamp may take."""
        return len(self.wrap(self.make(bytes(32))[0])) + _SLACK

    def _sign(self, content: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(content, ec.ECDSA(hashes.SHA256()))

    @cached_property
    def _algorithm(self) -> bytes:
        name = "sha256_rsa" if isinstance(self.key, rsa.RSAPrivateKey) else "sha256_ecdsa"
        dumped: bytes = algos.SignedDigestAlgorithm({"algorithm": name}).dump()
        return dumped

    @cached_property
    def _digest_algorithm(self) -> bytes:
        dumped: bytes = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        return dumped

    @cached_property
    def _content_type(self) -> bytes:
        dumped: bytes = cms.ContentType("signed_data").dump()
        return dumped

    @cached_property
    def _fixed_attributes(self) -> tuple[bytes, bytes]:
        """Content type and signing-certificate-v2; PAdES wants no signing time in the CMS."""
        certificate = self.certificate.public_bytes(Encoding.DER)
        digest = hashes.Hash(hashes.SHA256())
        digest.update(certificate)
        named = tsp.SigningCertificateV2({"certs": [{"cert_hash": digest.finalize()}]})
        return (
            _attribute("content_type", cms.ContentType("data").dump()),
            _attribute("signing_certificate_v2", named.dump()),
        )

    @cached_property
    def _signer_head(self) -> bytes:
        read = asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        signer = cms.IssuerAndSerialNumber(
            {"issuer": read.issuer, "serial_number": read.serial_number}
        )
        version: bytes = core.Integer(1).dump()
        return version + bytes(signer.dump()) + self._digest_algorithm

    @cached_property
    def _head(self) -> bytes:
        version: bytes = core.Integer(1).dump()
        certificates = (self.certificate, *self.chain)
        data: bytes = cms.ContentType("data").dump()
        return b"".join(
            (
                version,
                der(_SET, self._digest_algorithm),
                der(_SEQUENCE, data),
                der(
                    _CERTIFICATES,
                    *sorted(one.public_bytes(Encoding.DER) for one in certificates),
                ),
            )
        )

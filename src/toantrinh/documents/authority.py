"""Where signing keys come from: a demonstration authority, or real keys named by configuration.

The demonstration certificates say DEMO in every name and have no legal force. Their keys are P-256:
a signature takes a twentieth of the time of RSA-2048 and leaves the file smaller.

Real keys: `TOANTRINH_SIGNING_KEYS` is a folder with `<agency code>.p12`, all under the password
`TOANTRINH_SIGNING_PASSWORD`; `TOANTRINH_SIGNING_ROOTS` is a PEM file of the roots to trust.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from toantrinh.documents.signing import Signer
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import wall

# A demonstration may turn its clock back or forward by years.
_SPAN = timedelta(days=3653)
_DEMO = "DEMO Toàn Trình, không có giá trị pháp lý"
_TSA_SECONDS = 5
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$")
# What the library lets a common name hold, in bytes of UTF-8.
_NAME_BYTES = 64
# id-kp-documentSigning (RFC 9336).
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True)
class Identity:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """A demonstration authority in a folder: a root, an issuing certificate, keys of agencies.

    Everything is made at first use and kept, readable by the owner only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def root(self) -> Identity:
        """The self-signed root."""
        return self._kept("root", lambda: _certified("DEMO Root CA", None))

    def issuing(self) -> Identity:
        """The certificate that signs those of agencies."""
        root = self.root()
        return self._kept("issuing", lambda: _certified("DEMO Issuing CA", root))

    def agency(self, code: str, name: str) -> Identity:
        """The key of an agency; its certificate names the agency and its code."""
        if not _CODE.match(code):
            raise ValueError(f"{code!r} is not the code of an agency")
        issuing = self.issuing()
        return self._kept(
            f"agency-{code}",
            lambda: _certified(name, issuing, code=code, signs_documents=True),
        )

    def _kept(self, file: str, make: Callable[[], Identity]) -> Identity:
        place = self.folder / f"{file}.pem"
        if not place.exists():
            with self._locked():
                if not place.exists():
                    _write(place, make())
        content = place.read_bytes()
        key = load_pem_private_key(content, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{place.name} holds no key of ours")
        return Identity(key, x509.load_pem_x509_certificate(content))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two processes must not make two roots."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def agency_signer(agency_code: str, agency_name: str) -> Signer:
    """The signer of an agency: its real key when keys are configured, else a demonstration key."""
    if folder := os.environ.get("TOANTRINH_SIGNING_KEYS"):
        return _from_pkcs12(Path(folder) / f"{agency_code}.p12", agency_name)
    return _demo_signer(Path(settings.AUTHORITY_FOLDER), agency_code, agency_name)


def has_key(agency_code: str) -> bool:
    """Whether an agency can sign: in a demonstration each can, else the key must be there."""
    folder = os.environ.get("TOANTRINH_SIGNING_KEYS")
    return not folder or (Path(folder) / f"{agency_code}.p12").exists()


@lru_cache(maxsize=4096)
def _demo_signer(folder: Path, agency_code: str, agency_name: str) -> Signer:
    authority = Authority(folder)
    agency = authority.agency(agency_code, agency_name)
    return Signer.of(agency.key, agency.certificate, (authority.issuing().certificate,))


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """The roots that this installation trusts for signed results."""
    if file := os.environ.get("TOANTRINH_SIGNING_ROOTS"):
        return _roots(Path(file))
    return (_demo_root(Path(settings.AUTHORITY_FOLDER)),)


@lru_cache(maxsize=4)
def _roots(file: Path) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(file.read_bytes()))


@lru_cache(maxsize=4)
def _demo_root(folder: Path) -> x509.Certificate:
    return Authority(folder).root().certificate


@lru_cache(maxsize=1)
def timestamper() -> TimeStamper | None:
    """The time-stamp authority (RFC 3161) at `TOANTRINH_TSA_URL`; None when none is named."""
    url = os.environ.get("TOANTRINH_TSA_URL")
    if not url:
        return None
    # pyHanko leaves its constructor untyped.
    client: Callable[..., TimeStamper] = RequestsHTTPTimeStamper
    return client(url, timeout=_TSA_SECONDS)


@lru_cache(maxsize=4096)
def _from_pkcs12(file: Path, agency_name: str) -> Signer:
    try:
        content = file.read_bytes()
    except FileNotFoundError as missing:
        raise Refusal(
            "Chưa có khóa ký số của %(agency)s.",
            remedy="Hãy liên hệ quản trị hệ thống.",
            agency=agency_name,
        ) from missing
    password = os.environ.get("TOANTRINH_SIGNING_PASSWORD", "").encode()
    bundle = pkcs12.load_pkcs12(content, password or None)
    key, held = bundle.key, bundle.cert
    if held is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Refusal("Tệp khóa ký số của %(agency)s không dùng được.", agency=agency_name)
    chain = tuple(extra.certificate for extra in bundle.additional_certs)
    return Signer.of(key, held.certificate, chain)


def _certified(
    name: str,
    issuer: Identity | None,
    *,
    code: str = "",
    signs_documents: bool = False,
) -> Identity:
    """A new key and its certificate, which either issues others or signs documents."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, code)
    above = issuer.certificate.subject if issuer else subject
    issuing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wall() - _SPAN)
        .not_valid_after(wall() + _SPAN)
        .add_extension(
            x509.BasicConstraints(ca=not signs_documents, path_length=None), critical=True
        )
        .add_extension(_key_usage(issues=not signs_documents), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()),
            critical=False,
        )
    )
    if signs_documents:
        builder = builder.add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
    return Identity(key, builder.sign(issuing_key, hashes.SHA256()))


def _subject(name: str, code: str) -> x509.Name:
    common = name.encode()[:_NAME_BYTES].decode(errors="ignore")
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _DEMO),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if code:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, code))
    return x509.Name(parts)


def _key_usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=not issues,
        key_cert_sign=issues,
        crl_sign=issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(place: Path, made: Identity) -> None:
    """Key and certificate in one file, so that neither is ever there without the other."""
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = place.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(key + made.certificate.public_bytes(Encoding.PEM))
    draft.replace(place)

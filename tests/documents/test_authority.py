"""Keys: made once, for the owner's eyes only, plainly marked; real ones by configuration."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from pytest_django import Settings

from toantrinh.documents.authority import Authority, agency_signer, trusted_roots
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now


def common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def test_every_certificate_says_demo(authority: Authority) -> None:
    made = [authority.root(), authority.issuing(), authority.agency("H26.17", "UBND")]
    for identity in made:
        assert "DEMO" in identity.certificate.subject.rfc4514_string()


def test_the_chain_holds(authority: Authority) -> None:
    root, issuing = authority.root().certificate, authority.issuing().certificate
    agency = authority.agency("H26.17", "UBND").certificate
    root.verify_directly_issued_by(root)
    issuing.verify_directly_issued_by(root)
    agency.verify_directly_issued_by(issuing)
    basic = agency.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert not basic.ca


def test_keys_are_kept_and_private(authority: Authority) -> None:
    first = authority.agency("H26.15", "UBND").certificate
    assert Authority(authority.folder).agency("H26.15", "UBND").certificate == first
    for file in authority.folder.glob("*.pem"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_at_once_make_one_key(tmp_path: Path) -> None:
    def serial(_: int) -> int:
        return Authority(tmp_path).agency("H26", "UBND").certificate.serial_number

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(serial, range(16)))) == 1


@pytest.mark.parametrize("code", ["", "../root", "a/b", ".", "H26 14", "x" * 41])
def test_a_code_is_no_path(authority: Authority, code: str) -> None:
    with pytest.raises(ValueError, match="not the code of an agency"):
        authority.agency(code, "UBND")


def test_long_names_are_cut_to_what_a_certificate_holds(authority: Authority) -> None:
    name = "Trung tâm Phục vụ hành chính công " * 3
    held = common_name(authority.agency("H26.16", name).certificate)
    assert name.startswith(held)
    assert 60 < len(held.encode()) <= 64


def test_a_turned_clock_can_sign(authority: Authority) -> None:
    agency = authority.agency("H26.17", "UBND").certificate
    for years in (-9, 9):
        at = now() + timedelta(days=365 * years)
        assert agency.not_valid_before_utc < at < agency.not_valid_after_utc


def test_agencies_sign_with_demonstration_keys(tmp_path: Path, settings: Settings) -> None:
    settings.AUTHORITY_FOLDER = tmp_path
    signer = agency_signer("H26.14", "Ủy ban nhân dân phường Bạch Mai")
    assert signer.name == "Ủy ban nhân dân phường Bạch Mai"
    assert agency_signer("H26.14", "Ủy ban nhân dân phường Bạch Mai") is signer
    assert trusted_roots() == (Authority(tmp_path).root().certificate,)


def test_real_keys_take_the_place_of_demonstration_keys(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = authority.agency("H26.18", "Khóa thật")
    issuing, root = authority.issuing().certificate, authority.root().certificate
    locked = BestAvailableEncryption(b"m\xe1\xba\xadt")
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", agency.key, agency.certificate, [issuing], locked
    )
    (tmp_path / "H26.14.p12").write_bytes(bundle)
    (tmp_path / "roots.pem").write_bytes(root.public_bytes(Encoding.PEM))
    monkeypatch.setenv("TOANTRINH_SIGNING_KEYS", str(tmp_path))
    monkeypatch.setenv("TOANTRINH_SIGNING_PASSWORD", "mật")
    monkeypatch.setenv("TOANTRINH_SIGNING_ROOTS", str(tmp_path / "roots.pem"))
    signer = agency_signer("H26.14", "UBND")
    assert signer.maker.certificate == agency.certificate
    assert signer.maker.chain == (issuing,)
    assert trusted_roots() == (root,)
    with pytest.raises(Refusal, match="Chưa có khóa ký số của UBND khác"):
        agency_signer("H26.99", "UBND khác")

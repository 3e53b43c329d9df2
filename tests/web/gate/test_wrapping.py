"""What is closed to our key opens; what is not tells nobody why."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.web.gate.wrapping import NotOpened, open_body, open_code, public_key


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("keys") / "wrap.pem"
    with override_settings(OIDC_WRAP_KEY=file):
        public_key()
        yield file


def ours() -> RSAPublicKey:
    key = load_pem_public_key(public_key().encode())
    assert isinstance(key, RSAPublicKey)
    return key


def closed(content: bytes, key: RSAPublicKey | None = None, size: int = 32) -> tuple[str, str]:
    """Padded by hand, so that the padding of the library is not checked by itself."""
    fill = 16 - len(content) % 16
    inner = os.urandom(size)
    closer = Cipher(algorithms.AES(inner), modes.ECB()).encryptor()  # noqa: S305
    data = closer.update(content + bytes([fill]) * fill) + closer.finalize()
    wrapped = (key or ours()).encrypt(inner, PKCS1v15())
    return base64.b64encode(data).decode(), base64.b64encode(wrapped).decode()


def body(data: str, key: str) -> bytes:
    return json.dumps({"data": data, "key": key}).encode()


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=40)), st.sampled_from([16, 24, 32]))
def test_a_body_opens(told: dict[str, str], size: int) -> None:
    assert open_body(body(*closed(json.dumps(told).encode(), size=size))) == told


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=60), st.booleans())
def test_a_code_opens_however_its_plus_signs_are_spelt(code: str, literally: bool) -> None:
    data, key = closed(code.encode())
    safe = "+" if literally else ""
    spelt = urlencode({"code": data, "encrypt_key": key, "state": "x"}, safe=safe, quote_via=quote)
    assert open_code(spelt) == code


def test_a_code_in_the_clear_is_itself() -> None:
    assert open_code("state=x&code=abc%2Fdef") == "abc/def"
    assert open_code("state=x") == ""


@given(st.binary(max_size=80), st.binary(max_size=300))
def test_what_does_not_open_is_another_code_and_no_error(data: bytes, key: bytes) -> None:
    given = {"code": base64.b64encode(data).decode(), "encrypt_key": base64.b64encode(key).decode()}
    assert open_code(urlencode(given)) not in {"", *given.values()}
    assert isinstance(open_code(f"code=%%%&encrypt_key={'é' * 3}"), str)


def test_the_same_stranger_s_code_is_another_one_each_time() -> None:
    stranger = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    data, key = closed(b"the-code-of-somebody", stranger)
    query = urlencode({"code": data, "encrypt_key": key})
    assert len({open_code(query) for _ in range(3)}) == 3


def broken() -> Iterator[bytes]:
    data, key = closed(b'{"a": "b"}')
    stranger = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    yield from (b"", b"{", b"[]", b'"data"', b'{"data": "x"}', b'{"data": 1, "key": 2}')
    yield body(data, key[:-8])
    yield body(data[:-4], key)
    yield body("%%%", key)
    yield body(*closed(b'{"a": "b"}', stranger))
    yield body(*closed(b"no object"))
    yield body(*closed(b"[1, 2]"))


def test_a_body_that_is_not_what_it_should_be_does_not_open() -> None:
    for text in broken():
        with pytest.raises(NotOpened):
            open_body(text)


def test_the_key_is_made_once_and_for_its_owner_alone(place: Path) -> None:
    assert public_key() == public_key()
    assert place.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in place.parent.iterdir()] == ["wrap.pem"]

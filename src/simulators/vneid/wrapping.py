"""The wrapped dialect, for clients that are registered with a `wrap_key`.

What the client gets by way of the browser is `code` under an AES key, and in `encrypt_key` that key
under the client's RSA key. Bodies of token and userinfo are `{"data", "key"}` in the same way.
There is no id_token and no nonce, and the claims have other names: citizenPid, fullName, birthDate
(day/month/year), phoneNumber, email, communeCode, accountType (1 citizen, 2 organisation),
accountLevel; taxCode and organizationName for an organisation. The last two are made up: nobody
outside has told them. A plus sign in the address stands for itself, as it is reported to do.
"""

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from simulators.vneid import settings
from simulators.vneid.faults import Fault, fires
from simulators.vneid.models import Citizen

_BLOCK_BITS = 128


def speaks(client_id: str) -> bool:
    """Whether this client is spoken to in the wrapped dialect."""
    return bool(_wrap_key(client_id))


def code_and_key(client_id: str, code: str) -> dict[str, str]:
    """What the browser carries back."""
    key = _stranger() if fires(Fault.OTHER_ENCRYPT_KEY) else _public_key(client_id)
    closed, wrapped = _close(code.encode(), key)
    if fires(Fault.ALTERED_CODE):
        closed = closed[:-1] + bytes([closed[-1] ^ 1])
    return {"code": _text(closed), "encrypt_key": _text(wrapped)}


def body(client_id: str, told: dict[str, Any]) -> dict[str, Any]:
    """The body of an answer, closed to the client."""
    if fires(Fault.NOT_WRAPPED):
        return told
    key = _stranger() if fires(Fault.OTHER_WRAP_KEY) else _public_key(client_id)
    closed, wrapped = _close(json.dumps(told).encode(), key)
    if fires(Fault.ALTERED_WRAP):
        closed = closed[:-1] + bytes([closed[-1] ^ 1])
    return {"data": _text(closed), "key": _text(wrapped)}


def claims_of(account: Citizen) -> dict[str, Any]:
    """What userinfo tells in this dialect."""
    person = account.person or account
    told: dict[str, Any] = {
        "citizenPid": person.number,
        "fullName": person.full_name,
        "birthDate": person.birth_date.strftime("%d/%m/%Y"),
        "phoneNumber": person.phone,
        "email": person.email,
        "communeCode": person.commune_code,
    }
    if account.level is not None:
        return told | {"accountType": "1", "accountLevel": account.level}
    code, name = account.organisation_code, account.full_name
    return told | {"accountType": "2", "taxCode": code, "organizationName": name}


def _close(content: bytes, public: RSAPublicKey) -> tuple[bytes, bytes]:
    inner = os.urandom(32)
    padder = padding.PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(content) + padder.finalize()
    # The weak modes are what this stands in for.
    closer = Cipher(algorithms.AES(inner), modes.ECB()).encryptor()  # noqa: S305
    return closer.update(padded) + closer.finalize(), public.encrypt(inner, PKCS1v15())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _wrap_key(client_id: str) -> str:
    known = {each.client_id: each.wrap_key for each in settings.VNEID_CLIENTS}
    return known.get(client_id, "")


def _public_key(client_id: str) -> RSAPublicKey:
    key = serialization.load_pem_public_key(_wrap_key(client_id).encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("a wrap_key is a public RSA key")
    return key


def _stranger() -> RSAPublicKey:
    return generate_private_key(public_exponent=65537, key_size=2048).public_key()

"""What the gate keeps opens only where it was sealed."""

from toantrinh.web.gate.sealing import seal, unseal


def test_what_was_sealed_opens_at_its_place_alone() -> None:
    # Long enough that it does not stand in there by chance.
    sealed = seal("số 003194000137", "here")
    assert sealed.isascii() and "003194000137" not in sealed
    assert unseal(sealed, "here") == "số 003194000137"
    assert unseal(sealed, "there") is None


def test_what_was_altered_or_never_sealed_does_not_open() -> None:
    sealed = seal("a", "here")
    changed = sealed[:-4] + ("AAAA" if not sealed.endswith("AAAA") else "BBBB")
    assert unseal(changed, "here") is None
    assert unseal("", "here") is None
    assert unseal("không", "here") is None

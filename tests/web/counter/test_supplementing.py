"""Who came to the counter hands in there what was asked for, and withdraws there what goes on."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests import players as p
from tests.signed_in import officer_client
from toantrinh.command.story import certificate
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import answers_of, note_text
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import papers
from toantrinh.government.queries import agency
from toantrinh.journal.models import Access
from toantrinh.people.queries import personal_number


def _waits(who: p.Players) -> Dossier:
    return actions.ask_supplement(
        p.submitted(who),
        actor=who.reception,
        missing=["giay_chung_sinh", "child_origin"],
        reason="Ảnh mờ; ghi rõ quê quán.",
    )


def _pdf(name: str = "quet.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, certificate(), "application/pdf")


def _page(dossier: Dossier) -> str:
    return f"/can-bo/quay/bo-sung/{dossier.code}/"


def _now(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def test_what_was_asked_for_is_scanned_corrected_and_goes_on(who: p.Players, desk: Client) -> None:
    dossier = _waits(who)
    offers = desk.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert f'href="{_page(dossier)}' in offers
    assert "Nhận bổ sung tại quầy" in offers
    assert "Rút theo đề nghị của người nộp" in offers
    page = desk.get(_page(dossier)).content.decode()
    for part in ("ghi rõ quê quán", 'name="child_origin"', 'name="file_giay_chung_sinh"'):
        assert part in page
    assert 'name="child_name"' not in page
    assert 'name="child_name"' in desk.get(f"{_page(dossier)}?tat-ca=1").content.decode()
    assert 'capture="environment"' in desk.get(f"{_page(dossier)}?chup=1").content.decode()
    looks = Access.objects.filter(page="counter/supplement")
    assert "answers.child_origin" in looks.order_by("at")[0].fields
    sent = {"child_origin": "Thanh Hóa", "file_giay_chung_sinh": _pdf()}
    answer = desk.post(_page(dossier), {**sent, "seen": str(dossier.head_seq)}, follow=True)
    assert "Đã nhận bổ sung" in answer.content.decode()
    done = _now(dossier)
    assert (done.state, answers_of(done)["child_origin"]) == ("submitted", "Thanh Hóa")
    assert [(one.label, one.revision) for one in papers(done)][-1] == ("quet.pdf", 2)
    # Once more leads back to where it is.
    assert desk.get(_page(dossier)).status_code == 302


def test_a_card_leads_to_what_waits_for_who_shows_it(who: p.Players, desk: Client) -> None:
    waits, goes_on, elsewhere = _waits(who), p.accepted(who), p.accepted(who)
    Dossier.objects.filter(pk=elsewhere.pk).update(desk=agency("14797.ca"))
    begun = desk.post("/can-bo/quay/", {"who": personal_number(who.cast.mother)})
    page = desk.get(begun["Location"]).content.decode()
    assert f'href="{_page(waits)}"' in page and f'href="/can-bo/ho-so/{goes_on.code}/"' in page
    assert _page(goes_on) not in page and str(elsewhere.code) not in page
    assert page.index(str(waits.code)) < page.index(str(goes_on.code))
    assert set(Access.objects.get(page="counter/what").dossiers) == {waits.pk, goes_on.pk}


def test_what_is_wrong_is_told_beside_it_and_nothing_is_lost(who: p.Players, desk: Client) -> None:
    dossier = _waits(who)
    broken = SimpleUploadedFile("x.pdf", b"%PDF-1.4 no more", "application/pdf")
    typed = {"child_origin": "", "file_giay_chung_sinh": broken, "file_other": _pdf("khac.pdf")}
    answer = desk.post(_page(dossier), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_file_giay_chung_sinh"' in page
    assert 'id="id_file_giay_chung_sinh_error"' in page
    # What could be scanned is there.
    assert "khac.pdf" in page
    assert _now(dossier).state == "incomplete"
    desk.post(_page(dossier), {"child_origin": "Nghệ An"})
    assert "khac.pdf" in [one.label for one in papers(_now(dossier))]


def test_who_comes_second_is_told_who_and_what(who: p.Players, desk: Client) -> None:
    dossier = _waits(who)
    seen = str(dossier.head_seq)
    actions.supplement(_now(dossier), actor=who.mother, answers=p.whole_answers(who))
    answer = desk.post(_page(dossier), {"child_origin": "Chữ đã gõ", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    for part in ("Nguyễn Thị Hòa: Bổ sung", 'value="Chữ đã gõ"'):
        assert part in page
    assert "Nhận bổ sung <kbd" not in page


@pytest.mark.parametrize("fresh", [True, False])
def test_a_written_request_withdraws_and_its_scan_outlasts_the_confirming(
    fresh: bool, who: p.Players, tmp_path: Path
) -> None:
    desk = officer_client(who.cast.reception, fresh=fresh)
    dossier = p.processing(who)
    address = f"/can-bo/ho-so/{dossier.code}/viec/rut/"
    page = desk.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    refused = desk.post(address, {"reason": ""})
    assert refused.status_code == 422
    with override_settings(FILE_FOLDER=tmp_path, STRICT_ACCESS=True):
        sent = desk.post(address, {"reason": "Tôi chuyển nơi ở.", "file": _pdf("don.pdf")})
    assert sent.status_code == 302
    if not fresh:
        assert _now(dossier).state == "processing"
        assert dossier.papers.filter(key="withdrawal_request", revision=0).count() == 1
        return
    done = _now(dossier)
    assert done.state == "withdrawn"
    assert note_text(done.notes.get()) == "Tôi chuyển nơi ở."
    assert papers(done)[-1].label == "Đơn đề nghị rút hồ sơ"

"""A walk-in from card to promise: at most twelve fields, nothing lost, one act receives."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from tests import players as p
from tests.authored import answers_for
from tests.mandates import people as mandates
from tests.signed_in import officer_client
from tests.web.counter.conftest import CARD, NAME, NUMBER
from tests.web.desk.conftest import colleague
from toantrinh.catalogue.forms import typed_again
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.counter.asking import MOST
from toantrinh.counter.models import Reception
from toantrinh.counter.reception import keep
from toantrinh.counter.tasks import sweep
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers import actions
from toantrinh.dossiers.checking import checks_of
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.promise import promise
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.telling import tell_applicant
from toantrinh.journal.models import Access, Event
from toantrinh.kernel.time import now, turned, wall
from toantrinh.notices.models import Notice
from toantrinh.people.queries import as_officer, find_person
from toantrinh.web.portal.progress import timeline

CERTIFY, LICENCE, BIRTH = "2.000815", "3.000347", "1.001193"
QUAY = "/can-bo/quay/"


def photo(shade: str) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (300, 420), shade).save(made, "JPEG")
    return SimpleUploadedFile("trang.jpg", made.getvalue(), "image/jpeg")


def boxes(page: str) -> set[str]:
    """The names of all that is to be filled in on a page, outside of what is folded away."""
    main = page.partition("<main")[2].partition("</main>")[0]
    # From the inside out, since what is folded away may fold something away itself.
    folded = re.compile(r"<details\s*>(?:(?!<details).)*?</details>", re.S)
    while folded.search(main):
        main = folded.sub("", main)
    names = re.findall(r"<(?:input|select|textarea)\b[^>]*>", main, flags=re.S)
    shown = [one for one in names if 'type="hidden"' not in one]
    return {re.sub(r"_(day|month|year|find|province)$", "", n) for one in shown
            for n in re.findall(r'name="([^"]+)"', one)}  # fmt: skip


def required(page: str) -> list[str]:
    """The papers that are asked for, without the form and without what may be there besides."""
    found = re.findall(r'name="file_(\w+)"', page.partition("Giấy tờ nếu có")[0])
    return [key for key in found if key != "paper_form"]


def begun(desk: Client, typed: str = CARD) -> tuple[Reception, str]:
    sent = desk.post(QUAY, {"who": typed})
    assert sent.status_code == 302, sent.content.decode()
    return Reception.objects.get(dossier__isnull=True), sent["Location"]


def test_a_walk_in_is_received_with_at_most_twelve_fields(desk: Client) -> None:
    asked = boxes(desk.get(QUAY).content.decode())
    reception, what = begun(desk)
    # A card says who it is: nothing is left to ask of them.
    assert what == f"{QUAY}{reception.pk}/viec/"
    person = find_person(NUMBER)
    assert person is not None and (person.full_name, person.synthetic) == (NAME, True)
    page = desk.get(what, {"q": "chứng thực bản sao"}).content.decode()
    assert NAME in page and NUMBER not in page and CERTIFY in page
    asked |= boxes(page)
    assert desk.post(what, {"code": CERTIFY})["Location"] == what
    page = desk.get(what).content.decode()
    asked |= boxes(page)
    keys = re.search(r'name="asked"\s+value="([^"]*)"', page)
    assert keys is not None
    typed = {"asked": keys[1], "saved": str(_now(reception).saved)}
    wrong = desk.post(what, typed)
    assert wrong.status_code == 422
    typed |= _answers(keys[1].split(), page)
    typed["saved"] = str(_now(reception).saved)
    papers = desk.post(what, typed)
    assert papers.status_code == 302, papers.content.decode()
    place = papers["Location"]
    assert place == f"{QUAY}{reception.pk}/giay-to/"
    page = desk.get(place).content.decode()
    asked |= boxes(page)
    assert len(asked) <= MOST, asked
    amount = re.search(r'name="amount"\s+value="(\d+)"', page)
    assert amount is not None and int(amount[1]) > 0
    # What it costs the rules say, whatever a form that was tampered with sends.
    fee = {"receive": "1", "amount": "1", "receipt": "BL-7"}
    done = desk.post(place, {**fee, "file_other": [photo("#eee"), photo("#ddd")]})
    assert done.status_code == 302, done.content.decode()
    dossier = _received(desk, _now(reception), done["Location"], ["pay_at_desk", "accept"])
    # Two pictures are the pages of one paper.
    assert [paper.file.pages for paper in dossier.papers.all()] == [2]
    paid = dossier.payments.get()
    assert (paid.receipt, paid.amount) == ("BL-7", int(amount[1]))
    # A second press, and the way back, lead to the same.
    again = desk.post(place, {"receive": "1"})
    assert again["Location"] == done["Location"] and Dossier.objects.count() == 1


def _now(reception: Reception) -> Reception:
    return Reception.objects.get(pk=reception.pk)


def _answers(keys: list[str], page: str) -> dict[str, str]:
    """Something for each box, as its kind in the page tells."""
    given = {}
    for key in keys:
        choice = re.search(rf'name="{key}"[^>]*?value="([^"]+)"', page)
        given[key] = choice[1] if choice and "radio" in choice[0] else "2"
        if f'name="{key}_day"' in page:
            given |= {f"{key}_day": "1", f"{key}_month": "2", f"{key}_year": "2024"}
        elif choice and "radio" not in choice[0]:
            given[key] = choice[1]
    return given


def _received(desk: Client, reception: Reception, place: str, acts: list[str]) -> Dossier:
    dossier = reception.dossier
    assert dossier is not None and reception.sealed == b"" and not reception.papers.exists()
    assert (dossier.channel, dossier.state) == (Channel.DIRECT, "accepted")
    assert dossier.desk_id == reception.desk_id and dossier.received_at is not None
    names = list(history(dossier).values_list("action", flat=True))
    assert names == ["start", "submit", *acts, "issue_receipt"]
    told = promise(dossier)
    assert told["applicant"] == NAME
    assert str(told["tracking_address"]).endswith(f"/tra-cuu/?ma={dossier.code}")
    page = desk.get(place).content.decode()
    assert str(dossier.code) in page and "<svg" in page
    looks = Access.objects.filter(page="counter/reception")
    assert looks.exists() and all("number" in look.masked for look in looks)
    opened = re.search(r'href="(/can-bo/ho-so/[^"]+/van-ban/[^"]+)"', page)
    assert opened is not None and desk.get(opened[1]).content.startswith(b"%PDF")
    return dossier


def test_what_is_missing_is_told_and_what_was_sent_is_kept(desk: Client, who: p.Players) -> None:
    reception, what = begun(desk)
    desk.post(what, {"code": LICENCE})
    content = version_in_force(find_procedure(LICENCE)).read
    keep(_now(reception), actor=who.reception, answers=answers_for(content))
    place = f"{QUAY}{reception.pk}/giay-to/"
    page = desk.get(place).content.decode()
    [key, *rest] = required(page)
    lacking = desk.post(place, {"receive": "1", "receipt": "", f"kind_{key}": "copy"})
    page = lacking.content.decode()
    assert lacking.status_code == 422 and f'href="#id_file_{key}"' in page
    assert '<option value="copy" selected>' in page
    broken = SimpleUploadedFile("a.zip", b"PK\x03\x04rest", "application/zip")
    assert desk.post(place, {f"file_{key}": broken}).status_code == 422
    sent = {f"file_{key}": photo("#ccc"), f"kind_{key}": "original"}
    assert desk.post(place, sent)["Location"] == place
    [scan] = _now(reception).papers.all()
    assert "trang.jpg" in desk.get(place).content.decode()
    assert desk.post(f"{place}{scan.pk}/bo/").status_code == 302
    assert not _now(reception).papers.exists()
    sent |= {f"file_{each}": photo("#bbb") for each in [key, *rest]}
    done = desk.post(place, {**sent, "receive": "1", "receipt": ""})
    assert done.status_code == 302, done.content.decode()
    dossier = _received(desk, _now(reception), done["Location"], ["check_papers", "accept"])
    assert checks_of(dossier)[key].words == "Bản chính"
    assert not StoredFile.objects.filter(pk=scan.file_id).exists()


def test_a_scan_of_who_signed_long_ago_waits_for_the_second_factor(who: p.Players) -> None:
    """Signing is asked for at the end; until it is shown nothing was received."""
    desk = officer_client(who.cast.reception, fresh=False)
    reception, what = begun(desk)
    desk.post(what, {"code": LICENCE})
    content = version_in_force(find_procedure(LICENCE)).read
    keep(_now(reception), actor=who.reception, answers=answers_for(content))
    keys = {f"kind_{paper.key}": "shown" for paper in content.papers}
    sent = desk.post(f"{QUAY}{reception.pk}/giay-to/", {"receive": "1", "receipt": "", **keys})
    assert sent.status_code == 302 and "xac-nhan" in sent["Location"]
    assert _now(reception).dossier is None and not Dossier.objects.exists()


def test_who_acts_for_another_is_received_for_them(desk: Client, who: p.Players) -> None:
    mandate = mandates.granted()
    begin = desk.post(QUAY, {"who": mandates.GRANDMOTHER[1]})
    assert begin["Location"].endswith("/nguoi/")
    page = desk.get(begin["Location"]).content.decode()
    assert mandates.MOTHER[0] in page
    what = desk.post(begin["Location"], {"whom": str(mandate.pk)})["Location"]
    assert desk.post(begin["Location"], {"whom": "x"}).status_code == 404
    # What the mandate does not name is not begun by it.
    assert desk.post(what, {"code": CERTIFY})["Location"].endswith(f"?q={CERTIFY}")
    desk.post(what, {"code": mandates.BIRTH})
    reception = Reception.objects.get()
    keep(reception, actor=who.reception, answers=p.whole_answers(who))
    place = f"{QUAY}{reception.pk}/giay-to/"
    keys = required(desk.get(place).content.decode())
    sent = desk.post(place, {"receive": "1", **{f"file_{key}": photo("#aaa") for key in keys}})
    assert sent.status_code == 302, sent.content.decode()
    dossier = Dossier.objects.get()
    assert (dossier.applicant, dossier.mandate) == (who.cast.mother, mandate)
    told = promise(dossier)
    assert told["applicant"] == mandates.GRANDMOTHER[0]
    assert cast("dict[str, object]", told["authoriser"])["name"] == mandates.MOTHER[0]
    # Both sides see where it is, and that it was handed in at the counter; once they are told.
    assert "Tiếp nhận" in desk.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    entries = timeline(dossier, list(history(dossier)), dossier.version.read, "")
    assert "nộp hồ sơ tại quầy" in entries[0]["title"]
    events = Event.objects.filter(stream=dossier.stream(), action__in=["submit", "accept"])
    events = events.order_by("seq")
    for event in events:
        tell_applicant(dossier, event)
    told_of = Notice.objects.filter(key__endswith="/applicant").values_list("key", flat=True)
    assert list(told_of) == [f"{dossier.stream()}/{events[1].seq}/applicant"]


def test_any_desk_of_the_province_receives_and_no_other(who: p.Players, tmp_path: Path) -> None:
    content = version_in_force(find_procedure(LICENCE)).read
    keys = {f"kind_{paper.key}": "shown" for paper in content.papers}
    with override_settings(FILE_FOLDER=tmp_path):
        for number, key in enumerate(("14758.ttpvhcc", "01.ttpvhcc")):
            posting = colleague(f"tn{number}", "Vũ Thị Nhận", key, "reception")
            desk = officer_client(posting)
            reception, what = begun(desk)
            desk.post(what, {"code": LICENCE})
            actor = as_officer(posting, wall())
            keep(_now(reception), actor=actor, answers=answers_for(content))
            sent = desk.post(f"{QUAY}{reception.pk}/giay-to/", {"receive": "1", **keys})
            assert sent.status_code == (302, 422)[number], sent.content.decode()
    assert "không nhận hồ sơ của" in sent.content.decode()
    dossier = Dossier.objects.get()
    assert dossier.desk is not None and dossier.desk.key == "14758.ttpvhcc"
    # What was only shown stands on the receipt too.
    assert any(
        "đã xuất trình" in str(paper) for paper in cast("list[str]", promise(dossier)["papers"])
    )


def test_what_was_left_is_gone_after_two_days(desk: Client) -> None:
    reception, _what = begun(desk)
    assert sweep() == 0
    with turned(now() + timedelta(days=3)):
        assert sweep() == 1
    assert not Reception.objects.filter(pk=reception.pk).exists()


def test_who_has_no_card_is_written_down_once(desk: Client, who: p.Players) -> None:
    assert desk.post(QUAY, {"who": "12345"}).status_code == 422
    reception, place = begun(desk, NUMBER)
    assert place.endswith("/nguoi/") and reception.person is None
    wrong = desk.post(place, {"name": NAME, "phone": "1"})
    assert wrong.status_code == 422 and NAME in wrong.content.decode()
    born = {"birth_date_day": "2", "birth_date_month": "9", "birth_date_year": "1994"}
    typed = {"name": NAME, "phone": "0912345678", **born}
    # The year stands in the number.
    assert desk.post(place, typed).status_code == 422
    assert desk.post(place, typed | {"birth_date_year": "1995"}).status_code == 302
    reception = _now(reception)
    assert reception.person == find_person(NUMBER)
    # The next time nothing is asked; another's card is not theirs.
    assert desk.post(QUAY, {"who": NUMBER})["Location"].endswith("/viec/")
    assert desk.post(QUAY, {"who": CARD.replace(NAME, "Lê Văn Sai")}).status_code == 422
    # Nobody else sees it, and who gives it up leaves nothing.
    other = officer_client(who.cast.specialist)
    assert other.get(QUAY).status_code == 403
    assert desk.post(f"{QUAY}{reception.pk}/bo/").status_code == 302
    assert not Reception.objects.filter(pk=reception.pk).exists()


def test_a_long_form_is_received_on_paper_and_typed_off_it_later(
    desk: Client, who: p.Players
) -> None:
    asked = boxes(desk.get(QUAY).content.decode())
    reception, what = begun(desk)
    desk.post(what, {"code": BIRTH})
    page = desk.get(what).content.decode()
    assert "Tờ khai này dài" in page and "child_name" not in page
    content = version_in_force(find_procedure(BIRTH)).read
    whole = answers_for(content)
    while True:
        asked |= boxes(page)
        keys = re.search(r'name="asked"\s+value="([^"]*)"', page)
        assert keys is not None
        questions = [one for one in content.fields() if one.key in keys[1].split()]
        typed = {"asked": keys[1], "saved": str(_now(reception).saved)}
        sent = desk.post(what, typed | typed_again(questions, whole))
        assert sent.status_code == 302, sent.content.decode()
        if "/viec/" not in sent["Location"]:
            break
        page = desk.get(what).content.decode()
    place = sent["Location"]
    page = desk.get(place).content.decode()
    asked |= boxes(page)
    assert len(asked) <= MOST, asked
    lacking = desk.post(place, {"receive": "1", "file_giay_chung_sinh": photo("#ccc")})
    told = lacking.content.decode()
    # The form is asked for once, not each of its questions.
    assert lacking.status_code == 422 and "Cần điền" not in told
    assert 'href="#id_file_paper_form"' in told
    done = desk.post(place, {"receive": "1", "file_paper_form": [photo("#eee"), photo("#ddd")]})
    assert done.status_code == 302, done.content.decode()
    dossier = Dossier.objects.get()
    dossier = actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
    _typed_off(officer_client(who.cast.specialist), dossier, whole)
    assert desk.get(f"{QUAY}to-khai/{dossier.code}/khong-co/").status_code == 404
    proposed = actions.propose(Dossier.objects.get(), actor=who.specialist)
    assert proposed.state == "proposed"


def _typed_off(officer: Client, dossier: Dossier, whole: dict[str, object]) -> None:
    """Page by page beside the scan, with a slip and a second window on the way."""
    shown = officer.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    first = f"{QUAY}to-khai/{dossier.code}/"
    assert "Nhập tờ khai giấy" in shown and f'href="{first}"' in shown
    place = officer.get(first)["Location"]
    content = dossier.version.read
    seen = 0
    while "/to-khai/" in place:
        page = officer.get(place).content.decode()
        assert page.count('class="leaf"') == 2
        keys = re.search(r'name="asked"\s+value="([^"]*)"', page)
        saved = re.search(r'name="saved"\s+value="(\d+)"', page)
        assert keys is not None and saved is not None
        questions = [one for one in content.fields() if one.key in keys[1].split()]
        typed = {"asked": keys[1], "saved": saved[1]} | typed_again(questions, whole)
        if "child_name" in typed:
            wrong = officer.post(place, typed | {"child_name": "Lê 3"})
            assert wrong.status_code == 422 and "Lê 3" in wrong.content.decode()
            stale = officer.post(place, typed | {"saved": "99"})
            assert stale.status_code == 409 and str(whole["child_name"]) in stale.content.decode()
        sent = officer.post(place, typed)
        assert sent.status_code == 302, sent.content.decode()
        place, seen = sent["Location"].partition("#")[0], seen + 1
        assert seen < 20
    assert place == f"/can-bo/ho-so/{dossier.code}/"
    page = officer.get(place).content.decode()
    assert "Đã nhập đủ tờ khai" in page and "chưa nhập" not in page


def test_the_whole_form_may_be_filled_in_page_by_page_too(desk: Client) -> None:
    reception, what = begun(desk)
    desk.post(what, {"code": BIRTH})
    page = desk.get(what).content.decode()
    [first, *_] = re.findall(rf'href="({QUAY}{reception.pk}/viec/[^"/]+/)"', page)
    page = desk.get(first).content.decode()
    keys = re.search(r'name="asked"\s+value="([^"]*)"', page)
    assert keys is not None
    key = keys[1].split()[0]
    sent = desk.post(first, {"asked": keys[1], "saved": "0", key: "Ghi dở"})
    # Saved in another window meanwhile: what was typed is shown again.
    assert sent.status_code == 409 and "Ghi dở" in sent.content.decode()
    assert desk.get(f"{what}khong-co/").status_code == 404

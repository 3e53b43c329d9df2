"""Results and letters that a procedure brings itself: set from its version, within bounds."""

import io
from datetime import date
from pathlib import Path

import pytest

from tests.documents.test_letters import shown
from tests.players import Players, players
from tests.publishing import publish
from toantrinh.catalogue.authored import Authored, read_authored
from toantrinh.catalogue.typesetting import HOUSE, forbidden, spoken
from toantrinh.documents.letters import LETTERS, render
from toantrinh.documents.own_letters import Broken
from toantrinh.documents.queries import content_of, documents_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.called_for import issue_for
from toantrinh.dossiers.codes import next_number
from toantrinh.dossiers.letters import read_whole
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.time import today

SHEET = """\
code: "9.800002"
valid_from: 2025-07-01
name: Ghi tên con mèo
level: Cấp Xã
agency: Ủy ban nhân dân cấp xã
results: [Giấy ghi tên mèo]
channels: [{kind: online, limit: {kind: working_days, amount: 2}}]
result_letter: {template: cat, notation: GTM-UBND}
pages:
  - key: cat
    title: Con mèo
    fields:
      - {key: cat_name, kind: text, label: Tên mèo}
      - {key: place, kind: commune, label: Ở đâu, decides_place: true}
      - {key: born, kind: date, label: Ngày sinh}
      - {key: tame, kind: yes_no, label: Có hiền không, required: false}
      - key: coat
        kind: choice
        label: Màu lông
        options: [{value: black, label: Đen}, {value: white, label: Trắng}]
      - key: kittens
        kind: group
        label: Mèo con
        least: 0
        required: false
        fields: [{key: kitten_name, kind: text, label: Tên}]
"""
LETTER = """\
#show: body => letter("Giấy ghi tên mèo", body)
// Read what is said of it.
#line-of("Tên", d.cat_name)
#line-of("Ở", d.place)
#line-of("Sinh", d.born_words)
#line-of("Lông", d.coat)
#if d.tame [Mèo hiền.]
#if d.chosen.coat == "black" [Mèo mun.]
#for kitten in d.kittens [Con: #kitten.kitten_name. ]
#by-officer
"""
GIVEN = {
    "cat_name": "#panic() *Mun* $x$",
    "born": "2026-04-02",
    "coat": "black",
    "kittens": [{"kitten_name": "Vằn"}, {"kitten_name": "Khoang"}],
}


def folder(tmp_path: Path, letter: str = LETTER, sheet: str = SHEET) -> Path:
    (tmp_path / "cat.typ").write_text(letter, encoding="utf-8")
    place = tmp_path / "procedure.yaml"
    place.write_text(sheet, encoding="utf-8")
    return place


def handed_in(who: Players, entry: Authored) -> Dossier:
    version, _new = publish(entry, actor=SYSTEM)
    dossier = actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    given = {**GIVEN, "place": who.cast.mother.commune_code}
    actions.save_draft(dossier, actor=who.mother, answers=given)
    return actions.submit(dossier, actor=who.mother)


def finished(who: Players, dossier: Dossier) -> Dossier:
    actions.accept(dossier, actor=who.reception)
    actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
    actions.propose(dossier, actor=who.specialist)
    return actions.approve(dossier, actor=who.leader)


@pytest.mark.django_db
def test_a_result_is_set_from_the_version_its_dossier_was_handed_in_under(tmp_path: Path) -> None:
    who = players()
    first = handed_in(who, read_whole(folder(tmp_path)))
    later = LETTER.replace("Mèo mun.", "Mèo đen tuyền.")
    second = handed_in(who, read_whole(folder(tmp_path, later)))
    made = [issue_result(finished(who, one)) for one in (first, second)]
    pages = [shown(content_of(one.file)).replace(" ", "") for one in made]
    for page in pages:
        for words in (
            GIVEN["cat_name"],
            "Ngàyhaithángtưnămhainghìnkhôngtrămhaimươisáu",
            "Đen",
            "Con:Vằn.Con:Khoang.",
            "PhườngHạcThành,TỉnhThanhHóa",
            who.cast.leader.officer.full_name,
            "Mãkiểmtra",
        ):
            assert str(words).replace(" ", "") in page
        assert "Mèohiền" not in page
    assert ("Mèomun." in pages[0], "Mèomun." in pages[1]) == (True, False)
    assert "Mèođentuyền." in pages[1]
    assert [one.number for one in made] == ["01/GTM-UBND", "02/GTM-UBND"]
    assert made[0].kind == "cat"


PROCESS = """\
process:
  - {key: xem, title: Phiếu xem mèo, post: specialist, hours: 4, letter: cat,
     acts: [assign, propose, ask_supplement], leads_to: [{to: ky}]}
  - {key: ky, title: Ký, post: leader, hours: 4, letter: result, acts: [approve]}
"""


@pytest.mark.django_db
def test_a_step_has_its_letter_signed_when_its_last_act_is_done(
    tmp_path: Path, own_files: None
) -> None:
    who = players()
    dossier = handed_in(who, read_whole(folder(tmp_path, sheet=SHEET + PROCESS)))
    finished(who, dossier)
    for _twice in range(2):
        for event in history(dossier):
            issue_for(dossier, event)
    made = documents_of(dossier.stream())
    titles = {one.title: one.kind for one in made}
    assert titles == {
        "Giấy tiếp nhận và hẹn trả": "receipt",
        "Phiếu xem mèo": "cat",
        "Ký": "result",
        "Giấy ghi tên mèo": "cat",
    }
    slip = next(one for one in made if one.title == "Phiếu xem mèo")
    assert slip.number.startswith("01-") and slip.number.endswith("/TB")
    assert who.cast.specialist.officer.full_name in shown(content_of(slip.file))
    told = history(dossier).get(action="issue_letter", payload__form="step.xem")
    assert told.payload["of"] == history(dossier).get(action="propose").seq


@pytest.mark.django_db
def test_numbers_run_by_agency_kind_and_year() -> None:
    days = [date(2026, 1, 2), date(2026, 12, 31), date(2027, 1, 4)]
    assert [next_number("H56.1", "QĐ-UBND", day) for day in days] == [
        "01/QĐ-UBND",
        "02/QĐ-UBND",
        "01/QĐ-UBND",
    ]
    assert next_number("H56.1", "TLKT", days[0]) == "01/TLKT"
    assert next_number("H56.2", "QĐ-UBND", days[0]) == "01/QĐ-UBND"


def refused(tmp_path: Path, letter: str) -> tuple[str, int | None]:
    with pytest.raises(Invalid) as raised:
        read_whole(folder(tmp_path, letter))
    (problem,) = raised.value.problems
    return problem.where, problem.line


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("#nosuch", "what Typst does not know"),
        ("#let x = (", "what never ends"),
        ("#d.cat_nam", "an answer nobody gives"),
        ('#f("cat_nam")', "an answer that is never given"),
        ('#read("/etc/passwd")', "reading"),
        ("#let r = read", "reading by another name"),
        ('#dictionary(std).at("re" + "ad")("frame.typ")', "reading by the back door"),
        ('#import "@preview/x:0.1.0": *', "a package"),
        ("#d.kittens.first()", "what breaks where nothing was answered"),
    ],
)
def test_a_template_that_can_not_serve_is_refused_with_its_line(
    tmp_path: Path, line: str, why: str
) -> None:
    broken = LETTER.replace("#by-officer", line)
    assert refused(tmp_path, broken) == ("cat.typ", len(LETTER.splitlines())), why


@pytest.mark.parametrize(
    "greedy",
    [
        "#let r = range(9000)\n#for a in r { for b in r { for c in r {} } }",
        '#let s = "xxxxxxxxxxxxxxxx"\n#for a in range(40) { s += s }\n#s',
    ],
)
def test_a_template_that_would_run_for_ever_is_ended(greedy: str) -> None:
    with pytest.raises(Broken, match="quá lâu"):
        render("cat", {"agency": "Xã", "date": today()}, source=greedy)


@pytest.mark.parametrize(
    "peeping", ['#read("/etc/passwd")', '#read("../../etc/passwd")', '#image("cage.py")']
)
def test_nothing_can_be_read_even_where_nobody_checked(peeping: str) -> None:
    with pytest.raises(Broken):
        render("cat", {"agency": "Xã", "date": today()}, source=peeping)


def test_a_procedure_may_not_call_its_letter_like_one_of_the_house(tmp_path: Path) -> None:
    assert set(LETTERS) == HOUSE
    (tmp_path / "receipt.typ").write_text("= Giấy hẹn\n", encoding="utf-8")
    with pytest.raises(Invalid) as raised:
        read_authored(folder(tmp_path))
    assert [problem.where for problem in raised.value.problems] == ["receipt.typ"]


def test_a_letter_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as raised:
        read_authored(folder(tmp_path, sheet=SHEET.replace("template: cat", "template: dog")))
    (problem,) = raised.value.problems
    assert (problem.where, problem.line) == ("result_letter.template", 8)


def test_what_a_template_speaks_of_is_told_with_its_line() -> None:
    assert spoken(LETTER) == {
        "cat_name": 3, "place": 4, "born_words": 5, "coat": 6, "tame": 7, "kittens": 9
    }  # fmt: skip
    assert spoken("#d.chosen.fur")["fur"] == 1
    assert forbidden(LETTER) is None
    assert forbidden("a\n// read(\n#eval(x)") == ("eval", 3)


def test_own_letters_are_pdf_a() -> None:
    import pikepdf

    made = render("cat", {"agency": "Xã", "date": today()}, source='#letter("Mèo")[Meo]')
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")

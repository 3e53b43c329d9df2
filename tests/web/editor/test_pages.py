"""The editor without a browser: nothing typed is lost, two authors are told of each other."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.catalogue.test_step_table import TABLE
from tests.catalogue.workbook import sheet_xml, workbook
from tests.web.admin.conftest import sign_in
from tests.web.editor.conftest import Authors
from toantrinh.catalogue.authored import all_authored
from toantrinh.catalogue.models import Draft, DraftState, Version
from toantrinh.kernel.time import today

HOME = "/soan-thao/"


def address(draft: Draft, rest: str = "") -> str:
    return f"{HOME}{draft.pk}/{rest}"


def page(client: Client, draft: Draft, where: str) -> dict[str, Any]:
    """What a browser would send back from a page: the boxes as they stand."""
    answer = client.get(address(draft, f"sua/{where}/"))
    assert answer.status_code == 200, where
    sent: dict[str, Any] = {"thay": answer.context["seen"], "hoi": answer.context["asked"]}
    for block in answer.context["blocks"]:
        forms = (
            [block["form"]]
            if "form" in block
            else [i["form"] for i in block["items"] if "form" in i]
        )
        for form in forms:
            sent |= {name: form.data.getlist(name) for name in form.fields}
        sent |= {f"{i['mark']}.": "1" for i in block.get("items", ()) if "form" in i}
    return sent


def send(client: Client, draft: Draft, where: str, do: str = "luu", **boxes: Any) -> str:
    """Fill in boxes and press a button; where it leads."""
    named = {name.replace("__", "."): text for name, text in boxes.items()}
    sent = {**page(client, draft, where), **named, "lam": do}
    answer = client.post(address(draft, f"sua/{where}/"), sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    return str(answer["Location"])


def test_every_button_keeps_what_was_typed(authors: Authors, draft: Draft) -> None:
    send(authors.one, draft, "can-cu", "add:legal_bases", decision="12/QĐ")
    assert draft.content["decision"] == "12/QĐ"
    send(authors.one, draft, "can-cu", "add:legal_bases", legal_bases__0__title="Luật Mèo")
    send(authors.one, draft, "can-cu", "up:legal_bases.1", legal_bases__1__title="Nghị định")
    assert [base["title"] for base in draft.content["legal_bases"]] == ["Nghị định", "Luật Mèo"]
    send(authors.one, draft, "can-cu", "drop:legal_bases.0", legal_bases__1__number="1/2026")
    assert draft.content["legal_bases"] == [{"title": "Luật Mèo", "number": "1/2026"}]


def test_a_question_is_asked_only_what_its_kind_needs(authors: Authors, draft: Draft) -> None:
    onward = send(authors.one, draft, "to-khai", "add:pages")
    assert onward == address(draft, "sua/pages.0/")
    send(authors.one, draft, "pages.0", "add:fields", pages__0__title="Về mèo")
    boxes = {"pages__0__fields__0__label": "Màu lông", "pages__0__fields__0__kind": "choice"}
    send(authors.one, draft, "pages.0.fields.0", **boxes)
    asked = page(authors.one, draft, "pages.0.fields.0")["hoi"].split()
    assert "options" in asked
    assert "formula" not in asked
    send(authors.one, draft, "pages.0.fields.0", "add:options")
    send(authors.one, draft, "pages.0.fields.0", pages__0__fields__0__options__0__label="Vàng")
    assert draft.content["pages"] == [
        {
            "key": "ve_meo",
            "title": "Về mèo",
            "fields": [
                {
                    "key": "mau_long",
                    "label": "Màu lông",
                    "kind": "choice",
                    "options": [{"value": "vang", "label": "Vàng"}],
                }
            ],
        }
    ]


def test_what_is_wrong_leads_to_its_place(authors: Authors, draft: Draft) -> None:
    send(authors.one, draft, "phi", "add:fees")
    send(
        authors.one,
        draft,
        "fees.0",
        fees__0__name="Phí",
        fees__0__amount="tám",
        fees__0__when="a &&",
    )
    shown = authors.one.get(address(draft)).content.decode()
    assert f'href="{address(draft, "sua/fees.0/")}#id_fees.0.amount"' in shown
    shown = authors.one.get(address(draft, "sua/fees.0/")).content.decode()
    assert 'value="tám"' in shown
    assert "Phải là một số nguyên." in shown
    boxes = {"fees__0__amount": "8.000", "fees__0__valid_from": "1/7/2026"}
    send(authors.one, draft, "fees.0", **boxes)
    shown = authors.one.get(address(draft, "sua/fees.0/")).content.decode()
    assert re.search(r"Không đọc được quy tắc ở cột \d+", shown)


def test_the_second_author_is_told_who_changed_what(authors: Authors, draft: Draft) -> None:
    mine = page(authors.one, draft, "ten")
    elsewhere = page(authors.one, draft, "can-cu")
    send(authors.other, draft, "ten", name="Ghi tên chó", sector="Thú nuôi")
    told = authors.one.post(address(draft, "sua/ten/"), {**mine, "name": "Ghi tên thỏ"})
    assert told.status_code == 409
    shown = told.content.decode()
    assert "Hồ Thị Viết vừa sửa phần này" in shown
    assert "Ghi tên chó" in shown
    assert 'value="Ghi tên thỏ"' in shown
    draft.refresh_from_db()
    assert draft.content["name"] == "Ghi tên chó"
    # Another part of the same draft can be saved meanwhile.
    saved = authors.one.post(address(draft, "sua/can-cu/"), {**elsewhere, "decision": "1/QĐ"})
    assert saved.status_code == 302
    again = {**mine, "name": "Ghi tên thỏ", "thay": told.context["seen"], "lam": "luu"}
    assert authors.one.post(address(draft, "sua/ten/"), again).status_code == 302
    draft.refresh_from_db()
    assert draft.content["name"] == "Ghi tên thỏ"
    assert draft.content["decision"] == "1/QĐ"


def test_what_was_typed_into_a_part_that_is_gone_can_be_copied(
    authors: Authors, draft: Draft
) -> None:
    send(authors.one, draft, "giay-to", "add:papers")
    mine = page(authors.one, draft, "papers.0")
    send(authors.other, draft, "giay-to", "drop:papers.0")
    told = authors.one.post(address(draft, "sua/papers.0/"), {**mine, "papers.0.name": "Ảnh mèo"})
    assert told.status_code == 409
    assert "Ảnh mèo" in told.content.decode()


def test_who_does_not_write_only_looks(authors: Authors, draft: Draft) -> None:
    mine = page(authors.publisher, draft, "ten")
    assert authors.publisher.post(address(draft, "sua/ten/"), mine).status_code == 403
    assert authors.publisher.get(f"{HOME}nhap/").status_code == 403
    stranger = sign_in(authors.who.data_officer)
    assert stranger.get(HOME).status_code == 403
    assert stranger.get(address(draft)).status_code == 404


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_out_and_in_again_nothing_is_lost(authors: Authors) -> None:
    for entry in all_authored():
        authors.one.post(f"{HOME}soan/", {"code": entry.content.code})
        draft = Draft.objects.get(state=DraftState.OPEN)
        # Also what is not right yet, and a letter of its own.
        onward = send(authors.one, draft, "ket-qua", "add:templates").removeprefix(address(draft))
        where = onward.split("/")[1]
        boxes = {f"{where}.name": "giay_moi", f"{where}.source": "= Giấy mời\r\n"}
        send(authors.one, draft, where, **boxes)
        send(authors.one, draft, "phi", "add:fees")
        taken = authors.one.get(address(draft, "xuat/"))
        authors.one.post(address(draft, "bo/"), {"thay": draft.revision})
        file = SimpleUploadedFile("a.zip", taken.content)
        brought = authors.one.post(f"{HOME}nhap/", {"file": file})
        assert brought.status_code == 302, brought.content.decode()
        again = Draft.objects.get(state=DraftState.OPEN)
        assert (again.content, again.templates) == (draft.content, draft.templates)
        assert again.templates["giay_moi.typ"] == "= Giấy mời\n"
        assert again.content["fees"][-1] == {}
        out = authors.one.get(address(again, "xuat/"))
        assert _unpacked(out.content) == _unpacked(taken.content)
        authors.one.post(address(again, "bo/"), {"thay": again.revision})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 no zip", "hỏng hoặc có mật khẩu"),
        (b"a: &b [*b]", "Không dùng bí danh"),
        (b"code: '9.800002'\ncode: '9.800003'", "Ghi hai lần"),
        (b"code: mot hai", "Mã thủ tục gồm"),
        ("ạ".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_bad_file_is_refused(authors: Authors, content: bytes, told: str) -> None:
    answer = authors.one.post(f"{HOME}nhap/", {"file": SimpleUploadedFile("a", content)})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Draft.objects.exists()


def test_steps_come_from_a_table_after_a_look(authors: Authors, draft: Draft) -> None:
    file = SimpleUploadedFile("quy-trinh.xlsx", workbook(sheet_xml(TABLE)))
    seen = authors.one.post(address(draft, "buoc/"), {"file": file})
    assert "Ô C9: Chưa rõ “Văn thư” là vị trí nào. Hãy chọn." in seen.content.decode()
    sent = {"so_buoc": "4"}
    for form, _cell, who in seen.context["rows"]:
        sent |= {name: str(text) for name, text in form.data.items()} | {f"{form.prefix}-ai": who}
    refused = authors.one.post(address(draft, "buoc/"), sent)
    assert refused.status_code == 422
    assert "Văn thư" in refused.content.decode()
    draft.refresh_from_db()
    assert "process" not in draft.content
    sent |= {"b3-post": "reception", "b3-hours": "0,5"}
    taken = authors.one.post(address(draft, "buoc/"), sent)
    assert taken.status_code == 302, taken.content.decode()
    draft.refresh_from_db()
    assert [step["hours"] for step in draft.content["process"]] == [2, 4, 4, 0.5]
    assert draft.content["process"][2]["leads_to"] == [{"to": "step_4"}]
    bad = authors.one.post(address(draft, "buoc/"), {"file": SimpleUploadedFile("a.csv", b"x")})
    assert "Cần các cột" in bad.content.decode()


def test_another_publishes_what_one_wrote(authors: Authors, draft: Draft) -> None:
    on = today()
    day = {"valid_from_day": on.day, "valid_from_month": on.month, "valid_from_year": on.year}

    def publish(client: Client, **more: object) -> int:
        draft.refresh_from_db()
        sent = {**day, "thay": draft.revision, **more}
        return client.post(address(draft, "cong-bo/"), sent).status_code

    send(authors.one, draft, "phi", "add:fees")
    assert publish(authors.publisher) == 422
    send(authors.one, draft, "phi", "drop:fees.0")
    assert publish(authors.one) == 403
    assert publish(authors.publisher, thay=1) == 409
    assert publish(authors.publisher, valid_from_year=on.year - 1) == 422
    assert not Version.objects.filter(procedure__code="9.800001").exists()
    assert publish(authors.publisher) == 302
    version = Version.objects.get(procedure__code="9.800001")
    assert version.content == {"code": "9.800001", "name": "Ghi tên mèo"}
    draft.refresh_from_db()
    assert draft.state == DraftState.PUBLISHED
    sent = {"thay": "x", "name": "Khác", "lam": "luu"}
    assert authors.one.post(address(draft, "sua/ten/"), sent).status_code == 409
    assert "thành phiên bản 1" in authors.one.get(address(draft)).content.decode()


def test_a_draft_is_seen_as_its_citizen_and_its_officer_see_it(authors: Authors) -> None:
    authors.one.post(f"{HOME}soan/", {"code": "1.001193"})
    draft = Draft.objects.get()
    first = authors.one.get(address(draft, "xem/"))
    assert first.context["page"].key == "applicant"
    sent = {"trang": "applicant", "hoi": first.context["asked"], "applicant_name": "Nguyễn Thị Hòa"}
    wrong = authors.one.post(address(draft, "xem/"), sent)
    assert wrong.status_code == 422
    assert "Cần điền “Số định danh cá nhân của bạn”." in wrong.content.decode()
    assert 'value="Nguyễn Thị Hòa"' in wrong.content.decode()
    sent |= {"applicant_number": "003194000137", "applicant_commune": "14797"}
    sent |= {"applicant_relation": "mother"}
    on = authors.one.post(address(draft, "xem/"), sent)
    assert on.context["page"].key == "child"
    assert ("giu.applicant_name", "Nguyễn Thị Hòa") in on.context["carried"]
    desk = authors.one.get(address(draft, "xem/can-bo/"))
    assert "Tên" in desk.content.decode()
    assert authors.one.get(address(draft, "chay-thu/")).status_code == 200
    assert "giống bản hiện hành" in authors.one.get(address(draft, "so-sanh/")).content.decode()


def test_a_letter_is_set_as_it_would_be(authors: Authors, draft: Draft) -> None:
    for _ in range(2):
        onward = send(authors.one, draft, "ket-qua", "add:templates")
    where = onward.removeprefix(address(draft)).split("/")[1]
    # Letters are kept by their names; the page follows the letter to its new place.
    boxes = {f"{where}.name": "giay", f"{where}.source": "= Giấy xác nhận\n#d.number\n"}
    onward = send(authors.one, draft, where, **boxes)
    assert onward.startswith(address(draft, "sua/templates.0/"))
    assert draft.templates == {"giay.typ": "= Giấy xác nhận\n#d.number\n", "mau_1.typ": ""}
    send(authors.one, draft, "ket-qua", "drop:templates.1")
    made = authors.one.get(address(draft, "mau/0/"))
    assert made.content.startswith(b"%PDF")
    send(authors.one, draft, "templates.0", **{"templates.0.source": "#d.nothing("})
    assert authors.one.get(address(draft, "mau/0/")).status_code == 409
    mine = {**page(authors.one, draft, "templates.0"), "templates.0.name": "Giấy Mời"}
    refused = authors.one.post(address(draft, "sua/templates.0/"), mine)
    assert refused.status_code == 422
    assert 'value="Giấy Mời"' in refused.content.decode()

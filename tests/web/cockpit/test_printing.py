"""A plan as a file: the right quarter, every line, nothing that looks like more than it is."""

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from tests import players as p
from tests.web.admin.conftest import sign_in
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import turned
from toantrinh.programme.models import Target
from toantrinh.web.cockpit.printing import as_of

pytestmark = pytest.mark.django_db
HERE = "/dieu-hanh/chuong-trinh/moc-2020-2025/bao-cao"


@pytest.mark.parametrize(
    ("quarter", "day"),
    [("2026-3", date(2026, 9, 30)), ("2025-4", date(2025, 12, 31)), ("2026-4", date(2026, 11, 26))],
)
def test_a_quarter_ends_on_its_last_day_or_today(quarter: str, day: date) -> None:
    with turned(datetime(2026, 11, 26, 3, tzinfo=UTC)):
        assert as_of(quarter)[0] == day
        for wrong in ("2026-5", "2027-1", "quý 3"):
            with pytest.raises(Refusal):
                as_of(wrong)


def test_the_files_say_what_the_page_says() -> None:
    client = sign_in(p.players().cast.leader)
    table = CalamineWorkbook.from_object(io.BytesIO(client.get(f"{HERE}?tep=xlsx").content))
    rows = table.get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + Target.objects.filter(plan__code="moc-2020-2025").count()
    assert rows[1][2:4] == ["30 %", "19,1 %"]
    paper = client.get(f"{HERE}?quy=2025-1")
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) >= 1
        assert "moc-2020-2025-20250331.pdf" in paper["Content-Disposition"]
    assert client.get(f"{HERE}?quy=x").status_code == 422

"""Cells of a table that becomes cards say the head of their column."""

from django.template import Context, Template

from toantrinh.web.look.stacking import labelled

TABLE = """
<table class="stacks">
  <caption>Nơi</caption>
  <thead><tr>
    <th scope="col" class="num">Hạng</th><th scope="col">Nơi</th>
    <th scope="col">Đúng
      "hạn" <code>dd</code></th><th scope="col">Vì sao</th>
  </tr></thead>
  <tbody>
    <tr><td class="num">1</td><th scope="row">Hà Nội</th><td>9 %</td><td>–</td></tr>
    <tr><td>2</td><th scope="row">Huế</th><td colspan="2" class="soft">Chưa có số</td></tr>
    <tr><td>
    </td><th scope="row">Cà Mau</th></tr>
    <tr><td colspan="4">Không có nơi nào</td></tr>
  </tbody>
</table>
"""


def test_each_cell_says_the_head_above_it() -> None:
    told = labelled(TABLE)
    assert '<td data-label="Hạng" class="num">1</td>' in told
    assert '<td data-label="Đúng &quot;hạn&quot; dd">9 %</td>' in told
    assert '<td data-label="Vì sao">–</td>' in told
    # The name of a row, and what takes the room of several columns, stand for themselves.
    assert told.count("data-label") == 4
    assert '<td colspan="2" class="soft">' in told
    # Nothing else is touched.
    bare = told.replace(' data-label="Đúng &quot;hạn&quot; dd"', "")
    assert bare.replace(' data-label="Hạng"', "").replace(' data-label="Vì sao"', "") == TABLE


def test_what_pages_put_in_stays_escaped() -> None:
    page = Template(
        '{% load look %}{% table name "2026" %}'
        '<thead><tr><th scope="col">{{ head }}</th></tr></thead>'
        "<tbody><tr><td>{{ cell }}</td></tr></tbody>{% endtable %}"
    )
    told = page.render(Context({"name": "<u>", "head": '"><b>', "cell": "<i>"}))
    assert '<td data-label="&quot;&gt;&lt;b&gt;">&lt;i&gt;</td>' in told
    # What the table is about is said once to the eyes or ears, and once of what can be slid.
    assert 'aria-label="&lt;u&gt;, 2026"' in told
    assert '<caption class="unseen">&lt;u&gt;, 2026</caption>' in told

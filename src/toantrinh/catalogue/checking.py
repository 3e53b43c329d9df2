"""What must hold within a version beyond its shape: names, rules, dates, ways that lead somewhere.

The same checks serve the file, the editor and publishing; each problem is told at its place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.content import ProcedureContent, Template
from toantrinh.catalogue.handling import FeeRow, TimeLimit
from toantrinh.catalogue.joining import joined_faults
from toantrinh.catalogue.parts import Place, rules_in
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rules import RuleError, check_rule
from toantrinh.catalogue.typesetting import GIVEN_TO_LETTERS, HOUSE, forbidden, spoken
from toantrinh.government import files

# Where, what is wrong and how to mend it, and what the words name.
_NOT_IN_ROWS = frozenset({"group", "signature", "commune", "file"})
Fault = tuple[Place, str, dict[str, object]]


def faults(content: ProcedureContent) -> Iterator[Fault]:
    """Everything that is wrong with a version; nothing when it may be published."""
    yield from _names(content)
    known: set[str] = set()
    yield from _form(content, known)
    yield from _signers(content)
    yield from _rules(content, known)
    yield from _limits(content)
    yield from _fees(content.fees, known)
    yield from _level(content)
    yield from _process(content)
    yield from joined_faults(content)
    yield from _letter(content, known)


def _names(content: ProcedureContent) -> Iterator[Fault]:
    """Within each list every name stands once."""
    lists: dict[str, Iterable[str]] = {
        "pages": (page.key for page in content.pages),
        "papers": (paper.key for paper in content.papers),
        "process": (step.key for step in content.process),
        "joined": (part.key for part in content.joined),
        "templates": (template.name for template in content.templates),
        "channels": (channel.kind for channel in content.channels),
    }
    for place, names in lists.items():
        yield from _once(place, list(names))


def _once(place: str, names: list[str]) -> Iterator[Fault]:
    counts = Counter(names)
    for number, name in enumerate(names):
        if counts[name] > 1 and names.index(name) != number:
            yield (place, number), _("“%(name)s” đã có ở trên. Hãy đổi tên."), {"name": name}


def _form(content: ProcedureContent, known: set[str]) -> Iterator[Fault]:
    """Rules may speak only of questions asked before, each asked once; `known` is filled in."""
    for p, page in enumerate(content.pages):
        yield from _rule(page.show_if, known, ("pages", p, "show_if"))
        for f, field in enumerate(page.fields):
            place: Place = ("pages", p, "fields", f)
            if field.key in known:
                yield place, _("Trùng tên câu hỏi “%(name)s”. Hãy đổi tên."), {"name": field.key}
            yield from _rule(field.show_if, known, (*place, "show_if"))
            yield from _question(field, known, place)
            known.add(field.key)
        for c, check in enumerate(page.checks):
            place = ("pages", p, "checks", c)
            yield from _rule(check.rule, known, (*place, "rule"))
            if check.field not in known:
                yield (
                    (*place, "field"),
                    _("Không có câu hỏi “%(name)s” ở trên."),
                    {"name": check.field},
                )


def _signers(content: ProcedureContent) -> Iterator[Fault]:
    """A second signer is shown pages that there are; a paper instead is one that is asked for."""
    pages = {page.key for page in content.pages}
    papers = {paper.key for paper in content.papers}
    for p, page in enumerate(content.pages):
        for f, field in enumerate(page.fields):
            place: Place = ("pages", p, "fields", f)
            if field.kind != "signature" and (field.shows or field.or_paper):
                where = "shows" if field.shows else "or_paper"
                yield (*place, where), _("Chỉ chữ ký (kind: signature) mới có mục này. Hãy bỏ."), {}
            for n, name in enumerate(field.shows):
                if name not in pages:
                    yield (*place, "shows", n), _("Không có trang “%(name)s”."), {"name": name}
            if field.or_paper and field.or_paper not in papers:
                yield (
                    (*place, "or_paper"),
                    _("Không có giấy tờ “%(name)s”."),
                    {"name": field.or_paper},
                )


def _question(field: FormField, known: set[str], place: Place) -> Iterator[Fault]:
    """What a kind of question needs, and what it has no use for."""
    if field.kind in {"choice", "choices"} and not field.options:
        yield (*place, "options"), _("Câu hỏi chọn phải có các lựa chọn. Hãy thêm options."), {}
    if field.kind == "computed":
        if not field.formula:
            yield (*place, "formula"), _("Mục tự tính phải có công thức. Hãy thêm formula."), {}
        yield from _rule(field.formula, known, (*place, "formula"))
    if field.kind == "group":
        yield from _group(field, known, place)
    elif field.fields:
        yield (*place, "fields"), _("Chỉ nhóm lặp (kind: group) mới có câu hỏi bên trong."), {}


def _group(field: FormField, known: set[str], place: Place) -> Iterator[Fault]:
    if not field.fields:
        yield (*place, "fields"), _("Nhóm lặp phải có câu hỏi bên trong. Hãy thêm fields."), {}
    if field.least > field.most:
        yield (*place, "least"), _("Số lần ít nhất lớn hơn số lần nhiều nhất."), {}
    within = set(known)
    for n, inner in enumerate(field.fields):
        at: Place = (*place, "fields", n)
        if inner.kind in _NOT_IN_ROWS:
            yield (*at, "kind"), _("Nhóm lặp không nhận loại câu hỏi này. Hãy hỏi bên ngoài."), {}
        if inner.key in within:
            yield at, _("Trùng tên câu hỏi “%(name)s”. Hãy đổi tên."), {"name": inner.key}
        yield from _rule(inner.show_if, within, (*at, "show_if"))
        yield from _question(inner, within, at)
        within.add(inner.key)


def _rules(content: ProcedureContent, known: set[str]) -> Iterator[Fault]:
    """All rules outside the form speak of its questions."""
    for place, rule in rules_in(content):
        if place[0] != "pages":
            yield from _rule(rule, known, place)


def _rule(rule: str, known: set[str], place: Place) -> Iterator[Fault]:
    if rule:
        try:
            check_rule(rule, known)
        except RuleError as problem:
            yield place, problem.message, problem.params


def _limits(content: ProcedureContent) -> Iterator[Fault]:
    limits: list[tuple[Place, TimeLimit | None]] = [
        *((("channels", n, "limit"), each.limit) for n, each in enumerate(content.channels)),
        *((("limits", n, "limit"), each.limit) for n, each in enumerate(content.limits)),
        *((("joined", n, "limit"), each.limit) for n, each in enumerate(content.joined)),
        (("joint_limit",), content.joint_limit),
    ]
    for place, limit in limits:
        if limit and limit.kind != "same_day" and not limit.amount:
            yield (
                (*place, "amount"),
                _("Thời hạn bằng 0. Hãy ghi số, hoặc dùng same_day nếu trả trong ngày."),
                {},
            )


def _fees(fees: tuple[FeeRow, ...], known: set[str]) -> Iterator[Fault]:
    for n, row in enumerate(fees):
        place: Place = ("fees", n)
        if row.valid_to and row.valid_to < row.valid_from:
            yield (*place, "valid_to"), _("Ngày hết hiệu lực ở trước ngày có hiệu lực."), {}
        if row.amount is None and not row.text:
            yield (*place, "amount"), _("Hãy ghi số tiền, hoặc ghi ở text ai quyết định."), {}
        for name, key in (("per", row.per), ("times", row.times)):
            if key and key not in known:
                yield (*place, name), _("Không có câu hỏi “%(name)s”."), {"name": key}
        if row.then is not None and not row.first:
            yield (
                (*place, "first"),
                _("Có then thì phải ghi first: mấy đơn vị đầu theo amount."),
                {},
            )


def _level(content: ProcedureContent) -> Iterator[Fault]:
    """NĐ 224/2026 Đ14: wholly online is the rule; less needs its published reason."""
    if content.service_level == "partial" and content.partial_reason is None:
        yield (
            ("service_level",),
            _("Dịch vụ một phần phải nêu lý do (NĐ 224/2026 Điều 14). Hãy thêm partial_reason."),
            {},
        )
    if content.service_level != "partial" and content.partial_reason is not None:
        yield ("partial_reason",), _("Chỉ dịch vụ một phần mới có lý do này. Hãy bỏ đi."), {}
    if content.service_level == "end_to_end" and content.channel("online") is None:
        yield ("channels",), _("Dịch vụ toàn trình phải nhận trực tuyến. Hãy thêm kênh online."), {}
    kinds = {kind.code for kind in files.kinds()}
    for place, kind in _agency_kinds(content):
        if kind not in kinds:
            yield place, _("Không có loại cơ quan “%(kind)s” trong kinds.csv."), {"kind": kind}


def _agency_kinds(content: ProcedureContent) -> Iterator[tuple[Place, str]]:
    for n, rule in enumerate(content.competence):
        yield ("competence", n, "kind"), rule.kind
    for s, step in enumerate(content.process):
        for c, asked in enumerate(step.consult):
            yield ("process", s, "consult", c, "kind"), asked.kind
    for n, part in enumerate(content.joined):
        for c, rule in enumerate(part.competence):
            yield ("joined", n, "competence", c, "kind"), rule.kind


def _process(content: ProcedureContent) -> Iterator[Fault]:
    """Steps and parts may lead only to those that there are."""
    steps = {step.key for step in content.process}
    for s, step in enumerate(content.process):
        for b, branch in enumerate(step.leads_to):
            if branch.to not in steps:
                place: Place = ("process", s, "leads_to", b, "to")
                yield place, _("Không có bước “%(name)s”."), {"name": branch.to}


def _letter(content: ProcedureContent, known: set[str]) -> Iterator[Fault]:
    letter = content.result_letter
    for field, key in (letter.fields if letter else {}).items():
        if key not in known:
            place: Place = ("result_letter", "fields", field)
            yield place, _("Không có câu hỏi “%(name)s”."), {"name": key}
    names = HOUSE | {template.name for template in content.templates}
    for place, name in _letters_named(content):
        if name not in names:
            yield place, _("Không có mẫu “%(name)s”. Hãy đặt tệp .typ vào thư mục."), {"name": name}
    for n, template in enumerate(content.templates):
        yield from _template(template, known, ("templates", n))


def _letters_named(content: ProcedureContent) -> Iterator[tuple[Place, str]]:
    if content.result_letter:
        yield ("result_letter", "template"), content.result_letter.template
    for s, step in enumerate(content.process):
        if step.letter:
            yield ("process", s, "letter"), step.letter


def _template(template: Template, known: set[str], place: Place) -> Iterator[Fault]:
    if template.name in HOUSE:
        yield (*place, "name"), _("“%(name)s” là mẫu chung. Hãy đổi tên."), {"name": template.name}
    if found := forbidden(template.source):
        yield (
            (*place, "source"),
            _("Mẫu không được dùng “%(word)s”: mẫu chỉ trình bày dữ liệu được đưa vào."),
            {"word": found[0], "line": found[1]},
        )
    given = known | GIVEN_TO_LETTERS
    for name, line in spoken(template.source).items():
        if not {name, name.removesuffix("_words")} & given:
            yield (
                (*place, "source"),
                _("Mẫu nói đến “%(name)s”, không có trong tờ khai. Hãy sửa tên."),
                {"line": line, "name": name},
            )

"""A visitor who uses the real pages as a browser without scripts does: links, forms, cookies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from toantrinh.kernel.errors import Refusal

Upload = tuple[str, bytes, str]


@dataclass
class Form:
    """A form on a page: where it goes, what it holds now, which buttons it has."""

    action: str
    method: str
    # A name may stand several times, as boxes to tick do.
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif (
            tag == "option"
            and self._select
            and ("selected" in given or self._select not in form.values)
        ):
            form.values[self._select] = [value]
        elif tag == "input" and name:
            self._input(form, given.get("type", "text"), name, value, "checked" in given)
        form.names |= {name} - {""}

    @staticmethod
    def _input(form: Form, kind: str, name: str, value: str, checked: bool) -> None:
        if kind == "file":
            form.files.append(name)
        elif kind not in {"radio", "checkbox"} or checked:
            form.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.values[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


class Turned(Refusal):
    """The house turned the visitor away; `code` is the HTTP status."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__(
            "%(address)s trả lời %(code)s: %(text)s",
            address=str(page.url),
            code=page.status_code,
            text=_text(page.text)[:600],
        )
        self.code = page.status_code


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, site: str) -> None:
        self.client = httpx.Client(base_url=site, follow_redirects=True, timeout=60)
        self.page = httpx.Response(204)
        self.forms: list[Form] = []
        self.links: list[str] = []

    def close(self) -> None:
        self.client.close()

    @property
    def address(self) -> str:
        """Where the visitor is."""
        return str(self.page.url)

    def go(self, path: str) -> None:
        """Open an address."""
        self._arrive(self.client.get(path))

    def send(
        self,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        to: str = "",
        button: tuple[str, str] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> None:
        """Fill the form that goes `to` (part of its address) and has these fields, and send it."""
        given = dict(values or {})
        form = self._form(to, set(given) | set(files or {}))
        sent = {**form.values, **given, **dict([button] if button else [])}
        target = urljoin(self.address, form.action or self.address)
        # A browser names its page, and the checks against forged requests ask for it.
        headers = {"Referer": self.address}
        if form.method == "get":
            self._arrive(self.client.get(target, params=sent, headers=headers))
        elif form.files:
            parts = dict(files or {})
            self._arrive(self.client.post(target, data=sent, files=parts, headers=headers))
        else:
            self._arrive(self.client.post(target, data=sent, headers=headers))

    def has_form(self, *, to: str = "", fields: set[str] | None = None) -> bool:
        """Whether the page has such a form."""
        return any(to in form.action and (fields or set()) <= form.names for form in self.forms)

    def _form(self, to: str, fields: set[str]) -> Form:
        for form in self.forms:
            if to in (form.action or self.address) and fields <= form.names:
                return form
        raise Refusal(
            "Trang %(address)s không có biểu mẫu như cần: %(to)s %(fields)s",
            address=self.address,
            to=to,
            fields=", ".join(sorted(fields)),
        )

    def _arrive(self, page: httpx.Response) -> None:
        self.page = page
        if page.status_code >= httpx.codes.BAD_REQUEST:
            raise Turned(page)
        reader = _Forms()
        if page.headers.get("content-type", "").startswith("text/html"):
            reader.feed(page.text)
        self.forms, self.links = reader.forms, reader.links


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._main = self._main or tag == "main"

    def handle_data(self, data: str) -> None:
        if self._main:
            self.words += data.split()


def _text(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return " ".join(reader.words)

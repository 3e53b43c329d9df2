"""What is said with an act on a directive or a practice; each act has a form of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toantrinh.people.steps import LONGEST
from toantrinh.web.look.forms import Questions


class WordsForm(Questions):
    """The words of an act; `needed` where it may not be done without."""

    words = forms.CharField(
        label=_("Nội dung"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, act: str, *, needed: bool, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{act}_%s")
        self.fields["words"].required = needed

"""The JSON Schema of `procedure.yaml`, for the editors of whoever writes one."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from toantrinh.catalogue.schema import sheet_schema
from toantrinh.web.gate.access import anyone

_HOUR = 3600


@anyone(per_minute=60)
@require_safe
@conditional_page
def procedure_schema(_request: HttpRequest) -> HttpResponse:
    """The same for all until the platform learns to say more."""
    text = json.dumps(sheet_schema(), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/schema+json")
    patch_cache_control(answer, public=True, max_age=_HOUR)
    return answer

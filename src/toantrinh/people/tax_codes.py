"""Tax codes of organisations: read, checked, and those that no real organisation can have.

Ten digits, the last of which checks the first nine, and for a branch a dash and three more. For
one in eleven of all nines the rule gives no check digit at all (it would be 10), so that no code
is ever issued for them: invented organisations have such codes, and only they.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from toantrinh.kernel.errors import Refusal

_SHAPE = re.compile(r"[0-9]{10}((?!000)[0-9]{3})?")


def read(text: str) -> str:
    """The code as it is kept, `0000000000` or `0000000000-000`. Refuses what cannot be one."""
    code = mst.compact(text)
    if not _SHAPE.fullmatch(code):
        raise Refusal("Mã số thuế có 10 chữ số, hoặc 13 với chi nhánh.", field="tax_code")
    if not impossible(code):
        try:
            mst.validate(code)
        except ValidationError as problem:
            raise Refusal(
                "Mã số thuế này sai một chữ số nào đó.",
                field="tax_code",
                remedy="Hãy so lại với giấy đăng ký doanh nghiệp.",
            ) from problem
    return str(mst.format(code))


def impossible(code: str) -> bool:
    """Whether no real organisation can have this code: its nine digits have no check digit."""
    return len(mst.calc_check_digit(code)) > 1

"""What a personal number tells of its owner: the year of birth, and nothing that could be checked.

Twelve digits: three of the province of birth, one of century and sex, two of the year, six random
(NĐ 137/2015; Luật Căn cước 2023 art. 12). There is no check digit.
"""

import re
from datetime import date

_SHAPE = re.compile(r"\d{12}")
# Twentieth century 0 and 1, twenty-first 2 and 3, and so on to the twenty-fourth.
_FIRST_CENTURY = 1900


def birth_year(number: str) -> int | None:
    """The year of birth that a number tells; None when it has not the shape of one."""
    if not _SHAPE.fullmatch(number):
        return None
    return _FIRST_CENTURY + int(number[3]) // 2 * 100 + int(number[4:6])


def fits(number: str, born: date) -> bool:
    """Whether somebody born on a day may have this number."""
    return birth_year(number) == born.year

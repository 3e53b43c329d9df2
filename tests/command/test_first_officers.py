"""The first officers of an installation, by command: a leader, or one who governs."""

import pytest

from toantrinh.command.demo import make_officer
from toantrinh.people.models import Officer
from toantrinh.people.queries import postings


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["leader", "administrator", "catalogue_editor"])
def test_the_first_officer_holds_a_post_with_the_role(role: str) -> None:
    make_officer("dau-tien", "Lê Văn Đầu", "38.ubnd", "nắng-sớm-trên-sông-Mã", role)
    officer = Officer.objects.get(user__username="dau-tien")
    assert postings(officer).get().post.roles == [role]
    assert officer.user.check_password("nắng-sớm-trên-sông-Mã")

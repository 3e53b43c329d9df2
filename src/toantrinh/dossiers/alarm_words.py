"""What is waited for within working hours, in words: who has to act, since when, until when."""

from django.utils.translation import gettext as _

from toantrinh.dossiers.clock_words import moment_words
from toantrinh.dossiers.watch_models import Watch, Watched
from toantrinh.dossiers.watching import overdue
from toantrinh.government.models import Agency


def said(watch: Watch, agency: Agency) -> str:
    """A line about one that rings: who did not do what, since when."""
    late = overdue(watch)
    match watch.kind:
        case Watched.RECEPTION:
            text = (
                _("%(agency)s quá giờ kiểm tra hồ sơ trực tuyến, từ %(moment)s")
                if late
                else _("%(agency)s chưa kiểm tra hồ sơ trực tuyến; quá giờ nhắc từ %(moment)s")
            )
        case Watched.ANSWER:
            text = (
                _("%(agency)s quá hạn trả lời ý kiến, từ %(moment)s")
                if late
                else _("%(agency)s chưa trả lời ý kiến; quá giờ nhắc từ %(moment)s")
            )
        case _other:
            text = (
                _("%(agency)s quá giờ xác nhận bàn giao, từ %(moment)s")
                if late
                else _("%(agency)s chưa xác nhận bàn giao; quá giờ nhắc từ %(moment)s")
            )
    moment = watch.bound_at if late else watch.alert_at
    return text % {"agency": agency.name, "moment": moment_words(moment)}


def bounds_said(watch: Watch) -> str:
    """What the agency has to do until when, and when who is told otherwise; for officers."""
    params = {
        "agency": watch.agency.name,
        "since": moment_words(watch.since),
        "alert": moment_words(watch.alert_at),
        "bound": moment_words(watch.bound_at),
    }
    match watch.kind:
        case Watched.RECEPTION:
            text = _(
                "Nộp trực tuyến lúc %(since)s: %(agency)s được nhắc lúc %(alert)s nếu chưa kiểm "
                "tra, và phải báo kết quả kiểm tra trước %(bound)s."
            )
        case Watched.ANSWER:
            text = _(
                "Hỏi ý kiến lúc %(since)s: %(agency)s được nhắc lúc %(alert)s nếu chưa trả lời, "
                "và phải trả lời trước %(bound)s."
            )
        case _other:
            text = _(
                "Bàn giao lúc %(since)s: %(agency)s được nhắc lúc %(alert)s nếu chưa xác nhận, "
                "và phải xác nhận trước %(bound)s."
            )
    return text % params


def check_said(watch: Watch) -> str:
    """Until when reception must check what came online; for the applicant."""
    text = _("%(agency)s kiểm tra và báo bạn chậm nhất %(bound)s.")
    return text % {"agency": watch.agency.name, "bound": moment_words(watch.bound_at)}

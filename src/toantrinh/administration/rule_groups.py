"""The rules that are known, under their headings: in words, of which shape, who may set them.

Rules of the law are the nation's: only its highest agency sets them, elsewhere they come with the
data files. A key that is not here is no rule that anybody reads.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from toantrinh.administration.rule_shapes import (
    Agencies,
    Choice,
    Clock,
    Count,
    Flag,
    Layout,
    Notation,
    Roles,
    Several,
    Shape,
    Text,
)


@dataclass(frozen=True)
class Known:
    """One rule that the platform goes by."""

    key: str
    label: Text
    shape: Shape
    nation: bool = True
    # Without a value the platform does what its kind of change is by itself.
    optional: bool = False


_DAYS, _WORKING_DAYS, _HOURS = _("ngày"), _("ngày làm việc"), _("giờ")
_WORKING_HOURS, _MINUTES, _TIMES = _("giờ làm việc"), _("phút"), _("lần")
_MONTHS = _("tháng")
_NOTATIONS: dict[str, Text] = {
    "supplement": _("Ký hiệu phiếu yêu cầu bổ sung"),
    "refusal": _("Ký hiệu phiếu từ chối"),
    "apology": _("Ký hiệu văn bản xin lỗi"),
    "stop": _("Ký hiệu thông báo dừng"),
    "step": _("Ký hiệu văn bản của bước"),
}
_LEVEL = Choice({"1": _("mức độ 1"), "2": _("mức độ 2")})
# The parts of the square on an identity card; "-" stands for one that is not read.
CARD_PARTS: dict[str, Text] = {
    "number": _("số định danh"),
    "old_number": _("số cũ"),
    "name": _("họ và tên"),
    "birth_date": _("ngày sinh"),
    "sex": _("giới tính"),
    "address": _("nơi cư trú"),
    "issued": _("ngày cấp"),
    "-": _("phần không đọc"),
}
FIRST_GROUPS: dict[str, Text] = {
    "elderly": _("người cao tuổi"),
    "disabled": _("người khuyết tật"),
    "pregnant": _("phụ nữ có thai"),
    "small_child": _("người mang theo trẻ nhỏ"),
    "merit": _("người có công"),
}
_UNIT = Choice({"days": _("ngày lịch"), "working_days": _WORKING_DAYS})


class _Level(Shape):
    """A level of electronic identity, kept as a number."""

    def check(self, value: object) -> int:
        return int(str(_LEVEL.check(str(value))))

    def words(self, value: object) -> str:
        return _LEVEL.words(str(value))


LEVEL = _Level()

GROUPS: tuple[tuple[Text, tuple[Known, ...]], ...] = (
    (
        _("Thời hạn"),
        (
            Known("clock.same_day_cutoff", _("Nhận sau giờ này thì trả ngày hôm sau"), Clock()),
            Known(
                "clock.transfer_cutoff",
                _("Nhận sau giờ này thì chuyển hồ sơ ngày hôm sau"),
                Clock(),
            ),
            Known(
                "clock.starts_at",
                _("Thời hạn bắt đầu"),
                Choice(
                    {
                        "submitted": _("khi hồ sơ đủ được nộp"),
                        "accepted": _("khi hồ sơ được tiếp nhận"),
                    }
                ),
                nation=False,
            ),
            Known(
                "clock.elsewhere_starts_at",
                _("Hồ sơ nhận ở nơi khác, thời hạn bắt đầu"),
                Choice(
                    {
                        "received": _("như nhận tại nơi thường lệ"),
                        "forwarded": _("khi nơi nhận chuyển đi"),
                        "taken": _("khi cơ quan có thẩm quyền xác nhận đã nhận"),
                    }
                ),
                nation=False,
            ),
            Known(
                "clock.end_of_day",
                _("Ngày cuối kết thúc"),
                Choice({"office": _("hết giờ làm việc"), "midnight": _("hết 24 giờ")}),
                nation=False,
            ),
            Known(
                "clock.online_after_hours",
                _("Nộp trực tuyến ngoài giờ"),
                Choice(
                    {
                        "next_working_day": _("tính từ ngày làm việc kế tiếp"),
                        "at_once": _("tính ngay"),
                    }
                ),
                nation=False,
            ),
            Known(
                "clock.online_after_hours_cutoff",
                _("Nộp trực tuyến sau giờ này là ngoài giờ"),
                Clock(),
                nation=False,
            ),
            Known("clock.first_day_counted", _("Tính cả ngày nhận hồ sơ"), Flag()),
            Known(
                "clock.end_on_working_day",
                _("Hạn rơi vào ngày nghỉ thì dời sang ngày làm việc"),
                Flag(),
            ),
            Known(
                "clock.hours_per_working_day",
                _("Một ngày làm việc có"),
                Count(_HOURS, 1, 24),
            ),
            Known(
                "clock.online_check_working_hours",
                _("Kiểm tra hồ sơ trực tuyến trong"),
                Count(_WORKING_HOURS, 1, 80),
                nation=False,
            ),
            Known(
                "clock.online_alert_working_hours",
                _("Nhắc cán bộ sau"),
                Count(_WORKING_HOURS, 1, 80),
                nation=False,
            ),
            Known(
                "clock.interlinked_answer_working_hours",
                _("Trả lời hồ sơ liên thông trong"),
                Count(_WORKING_HOURS, 1, 80),
            ),
            Known(
                "clock.supplement_at_reception",
                _("Bổ sung trước khi tiếp nhận thì thời hạn"),
                Choice({"restart": _("tính lại từ đầu"), "pause": _("tạm dừng")}),
            ),
            Known(
                "clock.supplement_in_processing",
                _("Bổ sung khi đang giải quyết thì thời hạn"),
                Choice({"restart": _("tính lại từ đầu"), "pause": _("tạm dừng")}),
            ),
            Known(
                "clock.apology_days_before_due",
                _("Xin lỗi, hẹn lại trước hạn"),
                Count(_DAYS, 0, 30),
            ),
        ),
    ),
    (
        _("Hồ sơ"),
        (
            Known(
                "supplement.close_working_days",
                _("Không bổ sung thì kết thúc hồ sơ sau"),
                Count(_WORKING_DAYS, 1, 365),
            ),
            Known(
                "supplement.ask_max",
                _("Yêu cầu bổ sung nhiều nhất"),
                Count(_TIMES, 1, 10),
            ),
            Known("extension.max", _("Hẹn lại nhiều nhất"), Count(_TIMES, 0, 10)),
            Known(
                "receipt.any_desk",
                _("Mọi Bộ phận Một cửa trong tỉnh nhận được hồ sơ"),
                Flag(),
                nation=False,
            ),
            Known(
                "result.uncollected_days",
                _("Kết quả chờ nhận quá"),
                Count(_DAYS, 1, 365),
                nation=False,
            ),
            Known("appeal.complaint_days", _("Khiếu nại trong"), Count(_DAYS, 1, 3650)),
            Known("appeal.suit_months", _("Khởi kiện tại Tòa án trong"), Count(_MONTHS, 1, 120)),
            *(
                Known(f"letter.notation.{letter}", label, Notation(), nation=False)
                for letter, label in _NOTATIONS.items()
            ),
            Known(
                "code.serial_digits",
                _("Số thứ tự trong mã hồ sơ có ít nhất"),
                Count(_("chữ số"), 4, 8),
            ),
            Known(
                "erasure.earliest_days_after_end",
                _("Xóa nội dung hồ sơ sớm nhất sau khi kết thúc"),
                Count(_DAYS, 0, 36500),
                nation=False,
            ),
            Known(
                "agency.code_report_days",
                _("Báo cáo mã định danh của cơ quan mới trong"),
                Count(_DAYS, 1, 365),
            ),
            Known(
                "programme.report_months",
                _("Số liệu của chỉ tiêu là cũ sau"),
                Count(_MONTHS, 1, 24),
            ),
            Known(
                "practice.months",
                _("Cách làm hay: so số tháng trước và sau"),
                Count(_MONTHS, 1, 12),
            ),
            Known(
                "practice.least_cases",
                _("Cách làm hay: coi là đã chứng minh khi mỗi bên có ít nhất"),
                Count(_("trường hợp"), 1, 100000),
            ),
            Known(
                "calendar.national_agencies",
                _("Cơ quan ghi ngày nghỉ của cả nước"),
                Agencies(),
            ),
        ),
    ),
    (
        _("Định danh và ủy quyền"),
        (
            Known("identity.level.submit", _("Nộp hồ sơ cần định danh"), LEVEL),
            Known("identity.level.supplement", _("Bổ sung hồ sơ cần định danh"), LEVEL),
            Known("identity.level.withdraw", _("Rút hồ sơ cần định danh"), LEVEL),
            Known("identity.level.agree", _("Xác nhận cùng khai cần định danh"), LEVEL),
            Known("identity.level.mandate", _("Ủy quyền cần định danh"), LEVEL),
            Known("mandate.adult_age", _("Tuổi thành niên"), Count(_("tuổi"), 15, 25)),
            Known(
                "mandate.longest_days.parent",
                _("Cha mẹ làm thay con, dài nhất"),
                Count(_DAYS, 1, 36500),
            ),
            Known(
                "mandate.longest_days.client",
                _("Làm thay khách hàng, dài nhất"),
                Count(_DAYS, 1, 36500),
            ),
            Known(
                "mandate.longest_days.villager",
                _("Làm giúp bà con, dài nhất"),
                Count(_DAYS, 1, 36500),
            ),
            Known(
                "mandate.longest_days.ward",
                _("Làm thay người được giám hộ, dài nhất"),
                Count(_DAYS, 1, 36500),
            ),
            Known(
                "mandate.start_within_days",
                _("Ủy quyền bắt đầu chậm nhất sau"),
                Count(_DAYS, 0, 3650),
            ),
            Known("mandate.answer_days", _("Chờ bên kia trả lời ủy quyền"), Count(_DAYS, 1, 365)),
            Known(
                "mandate.warning_days",
                _("Báo trước khi ủy quyền hết hạn"),
                Count(_DAYS, 0, 365),
            ),
        ),
    ),
    (
        _("Bảo vệ dữ liệu"),
        (
            Known("break_glass.roles", _("Được mở khẩn cấp hồ sơ"), Roles(), nation=False),
            Known(
                "break_glass.hours",
                _("Mở khẩn cấp để xem trong"),
                Count(_HOURS, 1, 72),
                nation=False,
            ),
            Known(
                "break_glass.most_a_day",
                _("Mở khẩn cấp nhiều nhất trong 24 giờ"),
                Count(_TIMES, 1, 100),
                nation=False,
            ),
            Known(
                "explanation.acknowledge_days",
                _("Xác nhận yêu cầu giải thích trong"),
                Count(_DAYS, 1, 60),
            ),
            Known("explanation.acknowledge_unit", _("Hạn xác nhận tính bằng"), _UNIT),
            Known(
                "explanation.answer_days",
                _("Giải thích lần xem dữ liệu trong"),
                Count(_DAYS, 1, 90),
            ),
            Known("explanation.answer_unit", _("Hạn giải thích tính bằng"), _UNIT),
        ),
    ),
    (
        _("Đăng nhập"),
        (
            Known("signin.login_failures", _("Tạm khóa tài khoản sau"), Count(_TIMES, 3, 100)),
            Known(
                "signin.address_failures", _("Tạm khóa địa chỉ mạng sau"), Count(_TIMES, 10, 10000)
            ),
            Known("signin.window_minutes", _("Đếm lần sai trong"), Count(_MINUTES, 1, 1440)),
            Known("signin.lock_minutes", _("Tạm khóa trong"), Count(_MINUTES, 1, 1440)),
            Known("signing.confirm_minutes", _("Ký thì xác nhận lại sau"), Count(_MINUTES, 1, 480)),
            Known(
                "signing.confirm_minutes.accept",
                _("Tiếp nhận thì xác nhận lại sau"),
                Count(_MINUTES, 1, 480),
            ),
            Known(
                "signing.confirm_minutes.ask_supplement",
                _("Yêu cầu bổ sung thì xác nhận lại sau"),
                Count(_MINUTES, 1, 480),
            ),
            Known(
                "signing.confirm_minutes.refuse",
                _("Từ chối tiếp nhận thì xác nhận lại sau"),
                Count(_MINUTES, 1, 480),
            ),
        ),
    ),
    (
        _("Tin báo"),
        (
            Known("notices.quiet_from", _("Không gửi tin nhắn từ"), Clock()),
            Known("notices.quiet_until", _("Gửi tin nhắn lại từ"), Clock()),
            Known("notices.keep_hours", _("Tin chờ lâu nhất"), Count(_HOURS, 1, 720)),
        ),
    ),
    (
        _("Quầy tiếp nhận"),
        (
            Known("counter.card_layout", _("Mã QR trên thẻ căn cước gồm"), Layout(CARD_PARTS)),
            Known(
                "counter.first_groups",
                _("Được ưu tiên khi lấy số"),
                Several(FIRST_GROUPS),
                nation=False,
            ),
            Known(
                "counter.first_at_most",
                _("Gọi ưu tiên liền nhau nhiều nhất"),
                Count(_TIMES, 1, 100),
                nation=False,
            ),
        ),
    ),
    (
        _("Quản trị"),
        (
            Known(
                "administration.proposal_days",
                _("Đề nghị chờ quyết định trong"),
                Count(_DAYS, 1, 90),
                nation=False,
            ),
            Known(
                "administration.invitation_hours",
                _("Thư mời cán bộ dùng được trong"),
                Count(_HOURS, 1, 720),
                nation=False,
            ),
        ),
    ),
)

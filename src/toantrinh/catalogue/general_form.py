"""The form of every procedure that nobody has authored yet: who, where, what, how to receive."""

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.questions import FormField, FormPage, Option

_APPLICANT = FormPage(
    key="applicant",
    title="Người nộp hồ sơ",
    title_en="The applicant",
    fields=(
        FormField(
            key="applicant_name",
            kind="name",
            known="full_name",
            label="Họ, chữ đệm, tên của bạn",
            label_en="Your full name",
        ),
        FormField(
            key="applicant_number",
            kind="personal_number",
            known="personal_number",
            label="Số định danh cá nhân của bạn",
            label_en="Your personal number",
        ),
        FormField(
            key="applicant_commune",
            kind="commune",
            known="commune",
            decides_place=True,
            label="Nơi giải quyết",
            label_en="Where it is handled",
            hint="Xã hoặc phường nơi bạn ở, hoặc nơi có nhà, đất, cơ sở mà hồ sơ nói đến.",
            hint_en="The commune where you live, or where the land or business lies.",
        ),
        FormField(
            key="applicant_phone",
            kind="phone",
            known="phone",
            required=False,
            label="Số điện thoại",
            label_en="Phone",
        ),
        FormField(
            key="applicant_email",
            kind="email",
            known="email",
            required=False,
            label="Thư điện tử",
            label_en="E-mail",
            hint="Chúng tôi báo tin ở đây mỗi khi hồ sơ có thay đổi.",
            hint_en="We write here whenever something changes.",
        ),
    ),
)
_CONTENT = FormPage(
    key="content",
    title="Nội dung yêu cầu",
    title_en="What you ask for",
    fields=(
        FormField(
            key="request",
            kind="long_text",
            longest=5000,
            label="Bạn yêu cầu giải quyết việc gì",
            label_en="What you would like to be done",
            hint="Viết ngắn gọn bằng lời của bạn.",
            hint_en="Briefly, in your own words.",
        ),
    ),
)
_DELIVERY = FormPage(
    key="delivery",
    title="Nhận kết quả",
    title_en="How you get the result",
    fields=(
        FormField(
            key="result_delivery",
            kind="choice",
            label="Bạn muốn nhận kết quả thế nào",
            label_en="How you would like to get the result",
            options=(
                Option(value="desk", label="Tại Bộ phận Một cửa", label_en="At the desk"),
                Option(value="post", label="Qua bưu chính", label_en="By post"),
                Option(value="electronic", label="Bản điện tử", label_en="Electronically"),
            ),
        ),
    ),
)
PAGES = (_APPLICANT, _CONTENT, _DELIVERY)


def with_form(content: ProcedureContent) -> ProcedureContent:
    """The content itself, with the general form when it brings none.

    A question that is answered by a file is asked where papers are sent.
    """
    if not content.pages:
        return content.model_copy(update={"pages": PAGES})
    files = [field for field in content.fields() if field.kind == "file"]
    if not files:
        return content
    papers = tuple(
        Paper(key=file.key, name=file.label, required=file.required, condition=file.show_if)
        for file in files
    )
    pages = tuple(
        page.model_copy(
            update={"fields": tuple(field for field in page.fields if field not in files)}
        )
        for page in content.pages
    )
    return content.model_copy(update={"pages": pages, "papers": (*content.papers, *papers)})

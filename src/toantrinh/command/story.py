"""`toantrinh story`: one birth registration, from the wish to the returned result."""

from datetime import timedelta
from typing import Any

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.time import local, today, wall

PROCEDURE = "1.001193"


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(story)


@click.command()
@AS_JSON
def story(*, as_json: bool) -> None:
    """Play one birth registration through all its acts, and tell what the journal kept."""
    teller = Teller()
    with ground(teller):
        from toantrinh.journal.sealing import seal

        teller.say("Một hồ sơ khai sinh, từ lúc nộp đến lúc trả kết quả")
        told = play()
        seal()
    if as_json:
        put_json(told)
        return
    click.echo(f"{told['dossier_code']}  {told['agency']['name']}")
    for event in told["events"]:
        click.echo(
            f"{event['seq']:>3}  {event['status_code']:>2}  {event['action']:<16}{event['at']}"
        )
    for sentence in told["due_explained"]:
        click.echo(f"  {sentence}")


def play() -> dict[str, Any]:
    """Play the acts; `{dossier_code, procedure, agency, events, due_at, due_explained}`."""
    from toantrinh.catalogue.queries import find_procedure, version_in_force
    from toantrinh.command.cast import cast
    from toantrinh.documents.actions import store_upload
    from toantrinh.dossiers import actions, attaching
    from toantrinh.dossiers.models import Channel
    from toantrinh.dossiers.results import issue_result
    from toantrinh.people.queries import as_applicant, as_officer

    players = cast()
    mother = as_applicant(players.mother)
    reception, specialist, leader = (
        as_officer(each, confirmed_at=wall())
        for each in (players.reception, players.specialist, players.leader)
    )
    version = version_in_force(find_procedure(PROCEDURE))
    dossier = actions.start(version, actor=mother, applicant=players.mother, channel=Channel.ONLINE)
    actions.save_draft(dossier, actor=mother, answers=answers(players.mother.commune_code))
    paper = store_upload(certificate(), actor=mother, key=dossier.key)
    attaching.attach(
        dossier, actor=mother, key="giay_chung_sinh", file=paper, label="Giấy chứng sinh"
    )
    actions.submit(dossier, actor=mother)
    actions.accept(dossier, actor=reception)
    actions.assign(dossier, actor=specialist, officer=players.specialist.officer)
    actions.ask_supplement(
        dossier, actor=specialist, missing=["child_origin"], reason="Ghi rõ quê quán đến cấp xã."
    )
    mended = {**answers(players.mother.commune_code), "child_origin": "Phường Hạc Thành, Thanh Hóa"}
    actions.supplement(dossier, actor=mother, answers=mended)
    actions.propose(dossier, actor=specialist)
    actions.approve(dossier, actor=leader)
    issue_result(dossier)
    done = actions.return_result(dossier, actor=reception)
    return told(done)


def told(dossier: Any) -> dict[str, Any]:
    """What the journal kept of a dossier, and how its due moment is explained."""
    from toantrinh.dossiers.queries import history
    from toantrinh.dossiers.timing import why

    return {
        "dossier_code": dossier.code,
        "procedure": dossier.version.read.code,
        "agency": {"code": dossier.agency.code, "name": dossier.agency.name},
        "events": [
            {
                "seq": event.seq,
                "action": event.action,
                "status_code": event.payload["status_code"],
                "actor": event.actor,
                "at": local(event.at).isoformat(),
            }
            for event in history(dossier)
        ],
        "due_at": local(dossier.due_at).isoformat() if dossier.due_at else None,
        "due_explained": why(dossier),
    }


def answers(commune: str) -> dict[str, object]:
    """What the mother writes; everybody in it is invented."""
    return {
        "applicant_name": "Nguyễn Thị Hòa",
        "applicant_number": "003194000137",
        "applicant_commune": commune,
        "applicant_relation": "mother",
        "child_name": "Lê Minh An",
        "child_birth_date": (today() - timedelta(days=21)).isoformat(),
        "child_sex": "female",
        "child_birth_place": "Bệnh viện Phụ sản Thanh Hóa",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_origin": "Thanh Hóa",
        "birth_proof": "certificate",
        "mother_known": True,
        "mother_name": "Nguyễn Thị Hòa",
        "mother_birth_year": 1994,
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": "Phường Hạc Thành, tỉnh Thanh Hóa",
        "father_known": True,
        "father_name": "Lê Văn Đức",
        "father_birth_year": 1991,
        "father_ethnicity": "Kinh",
        "father_nationality": "Việt Nam",
        "father_residence": "Phường Hạc Thành, tỉnh Thanh Hóa",
        "result_delivery": "electronic",
    }


def certificate() -> bytes:
    """An invented birth attestation as a small PDF."""
    import typst

    text = "#set page(width: 120mm, height: 80mm)\n= Giấy chứng sinh (mẫu)\nKhông có thật."
    made = typst.compile(text.encode(), format="pdf")
    return made if isinstance(made, bytes) else b"".join(made)

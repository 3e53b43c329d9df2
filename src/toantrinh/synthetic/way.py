"""The steps of a version as invented dossiers go through them. Pure."""

from dataclasses import dataclass, field

from toantrinh.dossiers.stepping import Phase, Stretch, fitted, own_minutes


@dataclass(frozen=True)
class Way:
    """The stretches of steps that whoever has one wish goes through; none where there are none."""

    stretches: tuple[Stretch, ...]
    _known: dict[int | None, dict[str, int]] = field(default_factory=dict)

    def first(self, phase: Phase) -> Stretch | None:
        """Where a dossier comes to when it comes into some hands."""
        return next((one for one in self.stretches if one.phase is phase), None)

    def minutes(self, stretch: Stretch, held: int | None) -> int:
        """Its share of so many office minutes between receipt and promise; its own without any."""
        shared = self._known.get(held)
        if shared is None:
            shared = self._known[held] = self._shares(held)
        return shared[stretch.key]

    def _shares(self, held: int | None) -> dict[str, int]:
        own = {step.key: own_minutes(step) for one in self.stretches for step in one.steps}
        returning = self.first(Phase.RETURN)
        after = {step.key for step in returning.steps} if returning else set()
        each = own if held is None else fitted(own, held, but=after)
        return {one.key: sum(each[step.key] for step in one.steps) for one in self.stretches}

"""Logs as data: one JSON line an entry on stderr, which the supervisor keeps by process."""

from typing import Any

import structlog

# What entries may say beside their text; Django hands over whole requests.
_TOLD = ["login", "view", "address", "status_code"]
_SHARED = [
    structlog.stdlib.ExtraAdder(allow=_TOLD),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING. Entries carry ids, never names or answers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django would send its own copies, in its own words.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # Who was let in and who was not, however little else is told.
            "toantrinh.security": {"level": "INFO"},
        },
    }

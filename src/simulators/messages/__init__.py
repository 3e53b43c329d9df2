"""Stands in for a provider of SMS and app messages, and shows what would be on people's phones.

- `MESSAGES_PORT` (default 8092), `MESSAGES_TOKEN`: where it listens, and what a caller must show.
- `MESSAGES_SECONDS` (default 1): how long a message is under way.
- `MESSAGES_FAULTS=1` lets `POST /faults` arm `{"down": n, "slow": seconds, "undeliverable": [to]}`.

Nothing leaves the machine, and nothing is kept when it ends.
"""

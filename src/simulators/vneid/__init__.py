"""A stand-in for VNeID: an OpenID Connect provider with invented citizens, a process of its own.

Start it with `python -m simulators.vneid`. It migrates its own SQLite file, loads the people of
`data/people.json`, the organisations of `data/organisations.json` and the clients it is given,
prints one line `vneid ready <issuer>` on stdout and serves on 127.0.0.1 until SIGTERM. It never
imports the house, and the house never imports it: they meet on the wire. What the real VNeID
answers with is known only from second hand, so this speaks plain OpenID Connect: authorization
code, PKCE with S256, RS256; and to clients that want it, the wrapped messages that VNeID is
reported to send (`simulators.vneid.wrapping`).

Environment:

- `TOANTRINH_HOME` (default `var`): state lives in `simulators/` below it: `vneid.sqlite3`,
  `vneid-secret` (signs sessions and subjects) and `vneid-key.pem` (signs tokens), made once.
- `VNEID_PORT` (default 8090).
- `VNEID_ISSUER` (default `http://127.0.0.1:<VNEID_PORT>`): what it calls itself.
- `VNEID_CLIENTS` (default `simulators/vneid-clients.json` in the home): a JSON file, read at the
  start, with a list of `{"client_id", "client_secret", "name", "redirect_uris",
  "post_logout_redirect_uris", "wrap_key"}`. Addresses are compared letter by letter, port
  included; with a `wrap_key`, a public RSA key as PEM, the client is sent wrapped messages.
- `VNEID_FAULTS` (`1` opens the fault switches; never set it outside tests).

Endpoints:

- `/.well-known/openid-configuration`, `/.well-known/jwks.json`
- `/oidc/authorize`: PKCE with S256 is demanded of every client
- `/oidc/token`: `client_secret_basic` or `client_secret_post`; a code lives 60 s, serves once
- `/oidc/userinfo`: the claims; the id_token itself carries no personal data, because it travels
  in an address when somebody signs out
- `/oidc/end_session`: sign-out asked by the client, with `id_token_hint`
- `/`, `/sign-in`, `/sign-out`: the pages of the person
- `/faults`: see `simulators.vneid.faults`

Scopes and claims: `openid` (sub: opaque, another one for each client; identity_level 1 or 2 with
`vneid`), `profile` (name, birthdate, gender), `email`, `phone` (phone_number as +84…),
`vneid` (personal_number, commune_code; identity_level for a citizen, organisation_code and
organisation_name beside the person for an organisation's account, which has no level).
"""

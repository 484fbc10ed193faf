"""The words of the access tables: who may open an address, and what everybody else meets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

ROLES = (
    "anonymous",
    "newcomer",
    "member",
    "officer",
    "outsider",
    "reviewer",
    "far_reviewer",
    "national_reviewer",
    "editor",
    "administrator",
)
TO_LOGIN = 302
# An empty or unlucky form is shown again, refused in words, or sends its sender on.
POSTED = (200, 302, 303, 400, 409, 422)


def nothing(world):
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address: what it needs, who may, and what it answers."""

    roles: tuple = ROLES
    gets: bool = True
    posts: bool = False
    status: int = 200
    posted: tuple = POSTED
    refused: int | dict = 404
    writes: bool = False
    public: bool = False
    kwargs: Callable = nothing
    query: Callable = nothing
    data: Callable = nothing

    def __call__(self, **changes):
        return replace(self, **changes)

    def expected(self, role, method):
        """The statuses this role may meet."""
        takes = {"GET": self.gets, "POST": self.posts}.get(method, False)
        if role in self.roles:
            return self._welcome(method) if takes else (405,)
        return (self._refusal(role),) if takes else (self._refusal(role), 403, 404, 405)

    def may_write(self, role, method):
        return role in self.roles and ((method == "POST" and self.posts) or self.writes)

    def _welcome(self, method):
        return (self.status,) if method == "GET" else self.posted

    def _refusal(self, role):
        usual = TO_LOGIN if role == "anonymous" else 404
        if isinstance(self.refused, dict):
            return self.refused.get(role, usual)
        return TO_LOGIN if role == "anonymous" else self.refused


PUBLIC = Row(public=True)
SIGNED_IN = Row(roles=ROLES[1:])


def only(*roles, **facts):
    """A page for these roles."""
    return Row(roles=roles, **facts)


def verb(*roles, **facts):
    """An act of these roles: POST and nothing else."""
    return Row(roles=roles, gets=False, posts=True, **facts)

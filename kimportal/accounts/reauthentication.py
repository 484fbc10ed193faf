from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest


def require_recent_authentication(request: HttpRequest) -> None:
    """Ask for the password or passkey again, unless that was done in the last five minutes.

    Then the request goes on as it was sent. For what a view decides only after its rule; a view
    that always asks takes allauth's decorator.
    """
    reauthentication_required(lambda request: None)(request)

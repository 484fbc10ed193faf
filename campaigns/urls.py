"""Addresses of this app, in order: public (materials, programmes, checking), then members."""

urlpatterns = [
    # materials, programmes, is this official?
    # events
    # coverage, home, data
    # members: materials
    # members: events
]

"""Is what the public sees still ours? Crawled every five minutes by `manage.py check_defacement`.

Gambling gangs live from go.id addresses: they plant words, hidden links, scripts and pages that
only Google sees. Each finding names the page and what stands there.
"""

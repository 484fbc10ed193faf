"""Defacement check: crawl the public pages every five minutes (`manage.py check_defacement`).

Illegal gambling sites live on hacked go.id hosts: they inject keywords, hidden links, scripts and
pages that only Google sees. Each finding names the page and what stands there.
"""

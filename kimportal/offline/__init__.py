"""Work without signal: pages kept on the phone, forms that wait there and send themselves.

`person` names whose phone it is without a session; `pages` lists what a member takes along;
`views` has the service worker and its pages. The phone's half is static/js/offline/.
"""

"""nginx in front of a stack on one machine: kimportal/deploy/portal.conf.template filled in."""

import os
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).resolve().parents[2] / "kimportal/deploy/portal.conf.template"
NGINX = """
pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
worker_processes 2; worker_rlimit_nofile 8192;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/portal*.conf;
}}
"""


def write_configuration(stack):
    """Write nginx.conf and the site into the stack's folder; return the path of nginx.conf."""
    folder = stack.folder
    variables = {
        "PORTAL_LISTEN": f"127.0.0.1:{stack.port}{' ssl' * (folder / 'tls.conf').exists()}",
        "PORTAL_HOST": "localhost",
        "PORTAL_TLS": folder / "tls*.conf",
        "PORTAL_UPSTREAM": " ".join(f"server unix:{one} max_fails=0;" for one in stack.sockets),
        "PORTAL_GATE": f"unix:{folder}/gate.sock",
        "PORTAL_FILES": folder / "files",
        "PORTAL_STATIC": stack.root / "var/static",
        "PORTAL_CACHE": folder / "pages",
        "PORTAL_SCHEME": stack.scheme,
        "PORTAL_ADMIN": "admin",
        "PORTAL_OWN": "127.0.0.1",
        **{f"PORTAL_{name.upper()}": most for name, most in stack.limits.items()},
    }
    (folder / "portal.conf").write_text(Template(TEMPLATE.read_text()).safe_substitute(variables))
    (folder / "gate.sock").unlink(missing_ok=True)  # an nginx that was killed leaves it
    conf = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(NGINX.format(folder=folder, user=user))
    return conf

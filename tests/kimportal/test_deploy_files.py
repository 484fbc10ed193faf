"""The files in kimportal/deploy/ agree with the house: settings, commands, paths, variables.

No container engine is needed, so this says nothing of whether the containers start.
"""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest
import yaml
from django.core.management import get_commands, load_command_class

HOUSE = Path(__file__).resolve().parents[2]
DEPLOY = HOUSE / "kimportal" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = [name for name, one in SERVICES.items() if one["image"] == "portal-kim"]
READ = set(
    re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (HOUSE / "kimportal/settings.py").read_text())
)
#: What the operator writes into portal.env besides the portal's own settings.
OWN = {"PORTAL_HOST", "PORTAL_TLS_FOLDER", "OWNER_PASSWORD", "APP_PASSWORD", "PORTAL_OWN"}
UNITS = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))


def variables(path):
    return set(re.findall(r"\$\{([A-Z_]+)", path.read_text()))


@pytest.mark.parametrize("name", PORTAL)
def test_containers_set_only_what_the_settings_read(name):
    assert SERVICES[name]["environment"].keys() <= READ


def test_the_settings_without_a_default_are_all_set():
    needed = {"DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"}

    assert needed <= SERVICES["web"]["environment"].keys()


def test_the_operator_is_asked_for_nothing_unknown():
    asked = variables(DEPLOY / "compose.yaml")

    assert asked - READ == OWN
    head = (DEPLOY / "compose.yaml").read_text().split("name:")[0]
    assert [name for name in OWN if name not in head] == []


def test_every_service_waits_for_what_it_needs_and_starts_again():
    for name, one in SERVICES.items():
        for needed, how in one.get("depends_on", {}).items():
            assert needed in SERVICES
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[needed].get("healthcheck", {"test": "the image's own"})
        assert one["restart"] == ("no" if name in {"migrate", "roles"} else "unless-stopped")


def test_every_file_and_volume_named_is_there():
    for one in SERVICES.values():
        for volume in one.get("volumes", []):
            source = re.sub(r"\$\{\w+:\?\}", "tls", volume).split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
            elif source != "tls":
                assert source in COMPOSE["volumes"]
    assert (DEPLOY / SERVICES["migrate"]["build"]["context"]).resolve() == HOUSE


def test_the_image_copies_what_there_is_and_installs_by_hash():
    text = (DEPLOY / "Containerfile").read_text()
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY")]

    assert [path for paths in copied for path in paths if not (HOUSE / path).exists()] == []
    assert {"kimportal", "groups", "campaigns", "templates", "static"} <= {p[0] for p in copied}
    assert text.count("pip install") == text.count("--require-hashes") == 2
    assert "USER 10001" in text


def test_secrets_are_never_written_down():
    for path in DEPLOY.iterdir():
        if path.is_file():
            assert not re.search(
                r"(?i)(password|secret_key|token)\s*[:=]\s*['\"]?\w{6,}['\"]?\s*$", path.read_text()
            )


# -- nginx


def test_the_container_fills_every_variable_of_the_site():
    told = SERVICES["nginx"]["environment"].keys() - {"NGINX_ENVSUBST_FILTER"}

    assert told == variables(DEPLOY / "portal.conf.template")


@pytest.mark.skipif(not shutil.which("nginx", path="/usr/sbin:/usr/bin"), reason="needs nginx")
def test_nginx_reads_the_site_as_the_container_fills_it(tmp_path):
    words = {
        **{name: str(value) for name, value in SERVICES["nginx"]["environment"].items()},
        "PORTAL_HOST": "kim.example.go.id",
        "PORTAL_UPSTREAM": "127.0.0.1:8000",  # elsewhere nobody is called "web"
        "PORTAL_LISTEN": "127.0.0.1:8443",
        "PORTAL_TLS": f"{tmp_path}/none*.conf",
        "PORTAL_CACHE": f"{tmp_path}/pages",
        "PORTAL_ADMIN": "meja",
        "PORTAL_OWN": "2001:db8::/64",
    }
    site = Template((DEPLOY / "portal.conf.template").read_text()).safe_substitute(words)
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off;\n"
        f"client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
        f"{site}\n{(DEPLOY / 'portal-redirect.conf').read_text().replace('80', '8480')} }}"
    )

    done = subprocess.run(
        [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-t", "-c", conf],
        capture_output=True,
        text=True,
    )

    assert "syntax is ok" in done.stderr, done.stderr


# -- systemd


def unit(path):
    told = configparser.ConfigParser(strict=False, interpolation=None)
    told.optionxform = str
    told.read_string(path.read_text().replace("\\\n", " "))
    return told


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_what_there_is_with_few_rights(path):
    service = unit(path)["Service"]
    command = shlex.split(service["ExecStart"])

    assert service["User"] == "portal"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["EnvironmentFile"] == "/etc/portal-kim.env"
    if "manage.py" in command:
        assert command[command.index("manage.py") + 1] in get_commands()
    else:
        assert command[0].endswith("/.venv/bin/granian")


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_starts_the_unit_of_its_name(path):
    assert path.with_suffix(".service") in UNITS
    assert unit(path)["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_itself_finds_nothing_wrong_with_a_unit(tmp_path):
    for path in (*UNITS, *TIMERS):
        # Only where our programs lie differs from a server.
        told = re.sub(r"/srv/portal-kim/.venv/bin/\w+", sys.executable, path.read_text())
        (tmp_path / path.name).write_text(told)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()],
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


def in_units():
    return {word for path in UNITS for word in path.read_text().split() if word in get_commands()}


def test_what_is_to_be_run_again_and_again_is_run_by_a_unit():
    ours = {name: app for name, app in get_commands().items() if (HOUSE / str(app)).is_dir()}
    told = {name: load_command_class(app, name).help for name, app in ours.items()}
    often = {name for name, words in told.items() if re.search(r"daily|every \d", words)}

    assert (
        {"run_periodic_jobs", "apply_retention", "clean_up_photos", "check_defacement"}
        <= often
        <= in_units()
    )


def test_containers_and_units_do_the_same_work():
    units = in_units()
    containers = {
        word for one in PORTAL for word in str(SERVICES[one].get("command", "")).split("'")
    }
    told = {word for text in containers for word in re.findall(r"\w+", text)}

    # Backups are fetched by another machine, containers or not.
    assert units - {"metrics", "backup", "stream_wal"} <= told

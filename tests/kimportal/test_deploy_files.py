"""The files in kimportal/deploy/ match the project: settings, commands, paths, variables.

They need no container engine, so they do not test whether the containers start.
"""

import configparser
import os
import pwd
import re
import shlex
import shutil
import socketserver
import subprocess
import sys
import threading
from pathlib import Path
from string import Template

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.ops.alerts import PROMTOOL, disk_series, fires
from tests.ops.defacement import Checksums

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "kimportal" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = [name for name, service in SERVICES.items() if service["image"] == "portal-kim"]
SETTINGS = set(
    re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "kimportal/settings.py").read_text())
)
#: Variables of portal.env that are no settings of the portal.
COMPOSE_VARIABLES = {
    "PORTAL_HOST",
    "PORTAL_TLS_FOLDER",
    "OWNER_PASSWORD",
    "APP_PASSWORD",
    "PORTAL_OWN",
}
#: Program of a unit → (its user, its environment).
PROGRAMS = {
    "python": ("portal", "/etc/portal-kim.env"),
    "granian": ("portal", "/etc/portal-kim.env"),
    "restic": ("portal", "/etc/portal-restic.env"),
    "barman": ("barman", None),
    "aide": ("root", None),
}
UNITS = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))


def variables(path):
    return set(re.findall(r"\$\{([A-Z_]+)", path.read_text()))


@pytest.mark.parametrize("name", PORTAL)
def test_containers_set_only_settings(name):
    assert SERVICES[name]["environment"].keys() <= SETTINGS


def test_the_settings_without_a_default_are_all_set():
    needed = {"DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"}
    needed |= {"CONTACT_EMAIL", "HOAX_DESK", "DATA_PROTECTION_CONTACT"}

    assert needed <= SERVICES["web"]["environment"].keys()


def test_compose_needs_only_documented_variables():
    used = variables(DEPLOY / "compose.yaml")

    assert used - SETTINGS == COMPOSE_VARIABLES
    head = (DEPLOY / "compose.yaml").read_text().split("name:")[0]
    assert [name for name in COMPOSE_VARIABLES if name not in head] == []


def test_every_service_waits_for_its_dependencies_and_restarts():
    for name, service in SERVICES.items():
        for dependency, options in service.get("depends_on", {}).items():
            assert dependency in SERVICES
            if options["condition"] == "service_healthy":
                assert "test" in SERVICES[dependency].get(
                    "healthcheck", {"test": "the image's own"}
                )
        assert service["restart"] == ("no" if name in {"migrate", "roles"} else "unless-stopped")


def test_every_named_file_and_volume_exists():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{\w+:\?\}", "tls", volume).split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
            elif source != "tls":
                assert source in COMPOSE["volumes"]
    assert (DEPLOY / SERVICES["migrate"]["build"]["context"]).resolve() == ROOT


def test_the_image_copies_existing_paths_and_installs_by_hash():
    text = (DEPLOY / "Containerfile").read_text()
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY")]

    assert [path for paths in copied for path in paths if not (ROOT / path).exists()] == []
    assert {"kimportal", "groups", "campaigns", "templates", "static"} <= {p[0] for p in copied}
    assert text.count("pip install") == text.count("--require-hashes") == 2
    assert "USER 10001" in text


def test_no_file_contains_a_secret():
    for path in DEPLOY.iterdir():
        if path.is_file():
            assert not re.search(
                r"(?i)(password|secret_key|token)\s*[:=]\s*['\"]?\w{6,}['\"]?\s*$", path.read_text()
            )


# -- nginx


def test_the_container_sets_every_variable_of_the_site():
    variables_set = SERVICES["nginx"]["environment"].keys() - {"NGINX_ENVSUBST_FILTER"}

    assert variables_set == variables(DEPLOY / "portal.conf.template")


@pytest.mark.skipif(not shutil.which("nginx", path="/usr/sbin:/usr/bin"), reason="needs nginx")
def test_nginx_accepts_the_site_of_the_container(tmp_path):
    values = {
        **{name: str(value) for name, value in SERVICES["nginx"]["environment"].items()},
        "PORTAL_HOST": "kim.example.go.id",
        "PORTAL_UPSTREAM": "server 127.0.0.1:8000 max_fails=0;",  # "web" is only a host among containers
        "PORTAL_LISTEN": "127.0.0.1:8443",
        "PORTAL_TLS": f"{tmp_path}/none*.conf",
        "PORTAL_CACHE": f"{tmp_path}/pages",
        "PORTAL_ADMIN": "meja",
        "PORTAL_OWN": "2001:db8::/64",
    }
    site = Template((DEPLOY / "portal.conf.template").read_text()).safe_substitute(values)
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off;\n"
        f"client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
        f"{site}\n{(DEPLOY / 'portal-redirect.conf').read_text().replace('80', '8480')} }}"
    )

    process = subprocess.run(
        [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-t", "-c", conf],
        capture_output=True,
        text=True,
    )

    assert "syntax is ok" in process.stderr, process.stderr


# -- systemd


def lines(path):
    return path.read_text().replace("\\\n", " ").splitlines()


def unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text().replace("\\\n", " "))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_existing_programs_with_few_rights(path):
    service = unit(path)["Service"]
    commands = [line.partition("=")[2] for line in lines(path) if line.startswith("ExecStart=")]

    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert commands
    for command in map(shlex.split, commands):
        user, environment = PROGRAMS[Path(command[0]).name]
        assert (service["User"], service.get("EnvironmentFile")) == (user, environment)
        if "manage.py" in command:
            assert command[command.index("manage.py") + 1] in get_commands()


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_starts_the_unit_of_its_name(path):
    assert path.with_suffix(".service") in UNITS
    assert unit(path)["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_accepts_the_units(tmp_path):
    for path in (*UNITS, *TIMERS):
        # Only the paths of programs differ from a server.
        programs = r"/srv/portal-kim/.venv/bin/\w+|/usr/bin/(barman|restic|aide)"
        text = re.sub(programs, sys.executable, path.read_text())
        # A template is verified as one of its instances.
        (tmp_path / path.name.replace("@.", "@1.")).write_text(text)

    process = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()],
        capture_output=True,
        text=True,
    )

    assert (process.returncode, process.stderr) == (0, "")


def commands_of_units():
    return {name for path in UNITS for name in re.findall(r"manage\.py (\w+)", path.read_text())}


def test_every_periodic_command_is_run_by_a_unit():
    commands = {name: app for name, app in get_commands().items() if (ROOT / str(app)).is_dir()}
    helps = {name: load_command_class(app, name).help for name, app in commands.items()}
    periodic = {name for name, text in helps.items() if re.search(r"daily|every \d", text)}

    assert (
        {"run_periodic_jobs", "apply_retention", "clean_up_photos", "check_defacement"}
        <= periodic
        <= commands_of_units()
    )


def test_containers_and_units_run_the_same_commands():
    units = commands_of_units()
    containers = {
        text for name in PORTAL for text in str(SERVICES[name].get("command", "")).split("'")
    }
    commands = {word for text in containers for word in re.findall(r"\w+", text)}

    assert units - {"metrics"} <= commands


def test_the_health_check_of_the_image(tmp_path):
    """Run the HEALTHCHECK of the Containerfile against a server on its port."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", "")
    [command] = re.findall(r"^HEALTHCHECK.*CMD (python -c .*)$", text, re.MULTILINE)
    with socketserver.TCPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = command.replace("8000", str(server.server_address[1]))
        command = command.replace("python", sys.executable, 1)
        environment = {"DJANGO_ALLOWED_HOSTS": "kim.example.go.id,other", "NO_PROXY": "*"}
        healthy = subprocess.run(command, shell=True, env=environment)
        server.shutdown()
        [request] = Healthy.requests
    unhealthy = subprocess.run(command, shell=True, env=environment, capture_output=True)

    assert (healthy.returncode, unhealthy.returncode) == (0, 1)
    assert "GET /healthz" in request and "Host: kim.example.go.id\r\n" in request


class Healthy(socketserver.BaseRequestHandler):
    requests = []

    def handle(self):
        self.requests.append(self.request.recv(4096).decode())
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def test_there_is_no_python_in_the_configuration():
    assert list(DEPLOY.glob("**/*.py")) == []


# -- backups


def barman():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string((DEPLOY / "barman.conf").read_text())
    return parser["portal"]


def test_backups_are_kept_as_long_as_the_privacy_page_says(client):
    number, unit_of_time = barman()["retention_policy"].removeprefix("RECOVERY WINDOW OF ").split()
    prune = (DEPLOY / "portal-files-prune.service").read_text()
    windows = re.findall(r"--keep-within\S* (\d+)d", prune)

    assert unit(DEPLOY / "portal-backup.timer")["Timer"]["OnCalendar"].startswith("Sun ")
    assert unit_of_time == "DAYS" and int(number) + 7 <= 30
    assert windows and max(map(int, windows)) <= 30
    assert "ditimpa dalam 30 hari" in client.get("/privasi/").content.decode()


def test_missing_backups_make_barmans_check_fail():
    assert barman()["last_backup_maximum_age"] == "8 DAYS"
    assert "ExecStart=/usr/bin/barman check portal" in lines(DEPLOY / "portal-barman.service")


@pytest.mark.skipif(not shutil.which("barman"), reason="needs barman")
def test_barman_accepts_its_configuration(tmp_path):
    (tmp_path / "barman.d").mkdir()
    shutil.copy(DEPLOY / "barman.conf", tmp_path / "barman.d/portal.conf")
    (tmp_path / "barman.conf").write_text(
        f"[barman]\nbarman_user = {pwd.getpwuid(os.geteuid()).pw_name}\n"
        f"barman_home = {tmp_path}\nlog_file = {tmp_path}/log\n"
        f"configuration_files_directory = {tmp_path}/barman.d\n"
    )

    process = subprocess.run(
        ["barman", "-c", tmp_path / "barman.conf", "list-server"], capture_output=True, text=True
    )

    # It writes errors to stderr and continues with its defaults.
    assert (process.stdout, process.stderr) == ("portal - Portal KIM\n", "")


@pytest.mark.parametrize("name", ["portal-files-backup.service", "portal-files-prune.service"])
@pytest.mark.skipif(not shutil.which("restic"), reason="needs restic")
def test_restic_accepts_the_options_of_its_units(name, tmp_path):
    environment = os.environ | {
        "RESTIC_REPOSITORY": f"{tmp_path}/copies",
        "RESTIC_PASSWORD": "x",
        "RESTIC_CACHE_DIR": f"{tmp_path}/cache",
    }
    (tmp_path / "var").mkdir()
    subprocess.run(["restic", "init"], env=environment, check=True, capture_output=True)
    commands = [line.partition("=")[2] for line in lines(DEPLOY / name) if "ExecStart" in line]

    for command in commands:
        arguments = command.replace("/srv/portal-kim", str(tmp_path)).replace("%%", "%").split()
        process = subprocess.run(
            ["restic", *arguments[1:]], env=environment, capture_output=True, text=True
        )
        assert process.returncode == 0, process.stderr


# -- checksums of the release


@pytest.fixture
def release(tmp_path):
    """A release of three files."""
    for name in ("manage.py", "kimportal/urls.py", "var/static/js/copy.js"):
        (tmp_path / "release" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "release" / name).write_text(name)
    return tmp_path / "release"


@pytest.mark.skipif(not shutil.which("aide"), reason="needs aide")
def test_aide_accepts_its_configuration():
    process = subprocess.run(
        ["aide", f"--config={DEPLOY / 'aide.conf'}", "--config-check"],
        capture_output=True,
        text=True,
    )

    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("aide"), reason="needs aide")
def test_an_unchanged_release_has_no_findings(release):
    checksums = Checksums(release, release.parent / "aide")
    checksums.init()
    (release / "kimportal/__pycache__").mkdir()
    (release / "kimportal/__pycache__/urls.pyc").write_text("compiled")

    assert checksums.changes() == []


@pytest.mark.skipif(not shutil.which("aide"), reason="needs aide")
def test_changed_added_and_deleted_files_are_found(release):
    checksums = Checksums(release, release.parent / "aide")
    checksums.init()
    (release / "kimportal/urls.py").write_text("other")
    (release / "var/static/js/gacor.php").write_text("new")
    (release / "manage.py").unlink()

    changes = {line.rpartition("/")[2]: line[:3] for line in checksums.changes()}

    assert changes == {"urls.py": "f  ", "gacor.php": "f++", "manage.py": "f--"}


# -- alerts


def test_alerts_use_only_existing_metrics():
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text())["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"\bportal_\w+", rule["expr"])}
    code = "".join(path.read_text() for path in (ROOT / "kimportal").glob("**/*.py"))
    existing = {name for name in named if f'"{name.removesuffix("_total")}"' in code}

    assert named - existing == set()
    assert {"portal_database_up", "portal_requests_total"} <= named


@pytest.mark.skipif(not PROMTOOL, reason="needs promtool")
def test_promtool_accepts_the_alerts():
    path = DEPLOY / "prometheus-alerts.yml"

    assert subprocess.run([PROMTOOL, "check", "rules", path], capture_output=True).returncode == 0


@pytest.mark.skipif(not PROMTOOL, reason="needs promtool")
@pytest.mark.parametrize(
    # Five blocks are kept for root, as ext4 does: they are neither used nor free.
    ("used", "expected"),
    [(79, False), (80, True), (100, True)],
)
def test_a_disk_raises_an_alert_before_it_is_full(used, expected):
    assert fires("PortalDiskNearlyFull", disk_series(105, 105 - used, 100 - used)) is expected


@pytest.mark.skipif(not PROMTOOL, reason="needs promtool")
@pytest.mark.parametrize(
    ("alert", "series", "expected"),
    [
        ("PortalUnitFailed", ('name="portal-barman.service", state="failed"', 1), True),
        ("PortalUnitFailed", ('name="portal-barman.service", state="failed"', 0), False),
        ("PortalUnitFailed", ('name="other.service", state="failed"', 1), False),
    ],
)
def test_a_failed_backup_or_checksum_raises_an_alert(alert, series, expected):
    labels, value = series

    assert fires(alert, {f"node_systemd_unit_state{{{labels}}}": value}) is expected

"""What a completed task costs over HTTP, with everything that an officer's browser and our server do for it.

One completion: POST of the task's form (session, CSRF, form checked, step durable, 303) and GET of the page that follows: the
next task with its form, or the list; a quarter more GETs open the next dossier. Real procedure, real forms, gunicorn with 2
processes of 4 threads, PostgreSQL that syncs; 4 clients without pause, on this machine too. CPU is that of gunicorn's and
PostgreSQL's processes, the sweep (places in the history, timers) included; there is no portal to tell. `make bench-http`.
"""

import http.client
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
from sqlalchemy import create_engine, make_url, text

from engine import clock, process, store
from engine.node import init_node, open_node
from engine.settings import Profile, Settings, environment_of, from_environment
from tests import servers
from tests.engine import province
from tests.webui import crowd
from webui.assets import ensure_assets

CLIENTS = 4
DOSSIERS = 60
"""Of each client; each has four tasks."""
WARM_UP = 4
STEPS: tuple[Mapping[str, str], ...] = (
    {"so_trang": "3", "so_ban": "2", "ket_luan": "du_dieu_kien"},
    {"quyet_dinh": "ky"},
    {
        "so_ket_qua": "12",
        "quyen_so": "01/2026",
        "ngay_ket_qua": f"{clock.today():%d/%m/%Y}",
        "da_dong_dau": "true",
    },
    {
        "hinh_thuc_thu": "tien_mat",
        "nguoi_nhan": "nguoi_nop",
        "da_tra": "true",
    },
)
PROFILE = Profile("agency", "bench", (province.COMMUNE,), None, "http://localhost", "")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Client:
    """An officer's browser as far as it costs the server anything: cookies, one connection, CSRF tokens."""

    port: int
    taken: list[float] = field(default_factory=list)
    """Seconds of each completion."""

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port)
        self._cookies: dict[str, str] = {}

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        headers |= _FORM if body is not None else {}
        try:
            self._line.request(method, address, body, headers)
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # the server lets go of a line that was idle for two seconds: a browser takes another one
            self._line.close()
            self._line.request(method, address, body, headers)
            answer = self._line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def _post(self, address: str, page: str, values: Mapping[str, str]) -> str:
        found = _TOKEN.search(page)
        assert found, page[:500]
        status, location, body = self._ask("POST", address, urlencode({**values, "csrf_token": found[1]}))
        assert status in (302, 303), (status, address, re.findall(r"#f-[^<]*", body))
        parts = urlsplit(location)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def get(self, address: str) -> str:
        """The page at an address."""
        status, _location, page = self._ask("GET", address)
        assert status == 200, (status, address)
        return page

    def sign_in(self, username: str) -> None:
        """Open a session."""
        page = self.get("/dang-nhap")
        self.get(
            self._post("/dang-nhap", page, {"username": username, "password": crowd.PASSWORD, "next": ""})
        )

    def work_off(self, task_id: str) -> None:
        """A dossier from its first task to its last."""
        address = f"/viec/{task_id}"
        page = self.get(address)
        for answers in STEPS:
            begun = time.perf_counter()
            address = self._post(address, page, answers)
            page = self.get(address)
            self.taken.append(time.perf_counter() - begun)


@contextmanager
def prepared(database_url: str) -> Iterator[tuple[Settings, list[str]]]:
    """A node with real procedures and people, and the first tasks of enough dossiers."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "node"
        init_node(home, PROFILE, clock.now())
        (home / "registry.toml").write_text("")
        settings = from_environment(home, {"DATABASE_URL": database_url})
        node = open_node(settings)
        store.migrate(node.database)
        place = province.build(node.database)
        crowd.open_accounts()
        codes = [place.received() for _ in range(CLIENTS * (DOSSIERS + 2 * WARM_UP))]
        tasks = [process.items_of(code)[0].task_id for code in codes]
        node.close()
        yield settings, tasks


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[int, psutil.Process]]:
    """`motcua serve` with 2 processes of 4 threads."""
    port = servers.free_port()
    command = [sys.executable, "-m", "webui.cli", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    server = subprocess.Popen(
        [*command, "--threads", "4"], env=environment_of(settings), stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                Client(port).get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def run(port: int, tasks: list[str]) -> tuple[list[float], float]:
    """All clients at once; seconds of each completion, and of the whole."""
    clients = [Client(port) for _ in range(CLIENTS)]
    for number, client in enumerate(clients):
        client.sign_in(("lan", "minh")[number % 2])
    shares = [tasks[number::CLIENTS] for number in range(CLIENTS)]

    def work(client: Client, share: list[str]) -> None:
        for task in share:
            client.work_off(task)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, shares, strict=True)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    taken = [seconds for client in clients for seconds in client.taken]
    assert len(taken) == len(tasks) * len(STEPS), "a client has failed"
    return taken, whole


def cpu_seconds(root: psutil.Process) -> float:
    """What a process and everything it has started have used."""
    total = 0.0
    for one in (root, *root.children(recursive=True)):
        times = one.cpu_times()
        total += times.user + times.system
    return total


def statements(settings: Settings, tasks: list[str]) -> float:
    """What reaches PostgreSQL for one completion, BEGIN and COMMIT included, as its own log tells; one client."""
    url = make_url(settings.database_url)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as link:
        link.execute(text(f"ALTER DATABASE \"{url.database}\" SET log_statement = 'all'"))
        log = Path(link.execute(text("SHOW data_directory")).scalar_one()).parent / "server.log"
    engine.dispose()
    with serving(settings) as (port, _server):
        client = Client(port)
        client.sign_in("lan")
        client.work_off(tasks[0])
        before = _said(log)
        for task in tasks[1:]:
            client.work_off(task)
        seen = _said(log)[len(before) :]
    report_statements(seen, len(tasks[1:]) * len(STEPS))
    return len(seen) / (len(tasks[1:]) * len(STEPS))


def _said(log: Path) -> list[str]:
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if re.search(r"LOG:  (?:statement|execute [^:]*):", line)]


def report_statements(seen: list[str], completions: int) -> None:
    """The kinds of statements, the most frequent first."""
    counts: dict[str, int] = {}
    for line in seen:
        words = re.sub(r"^.*?LOG:  (?:statement|execute [^:]*): ", "", line)[:70]
        counts[words] = counts.get(words, 0) + 1
    for words, count in sorted(counts.items(), key=lambda pair: -pair[1])[:40]:
        print(f"{count / completions:6.2f}  {words}")


def main() -> None:
    ensure_assets()
    with servers.postgresql(durable=True) as url, prepared(url) as (settings, tasks):
        engine = create_engine(url)
        with engine.connect() as link:
            backend = psutil.Process(link.execute(text("SELECT pg_backend_pid()")).scalar_one())
            postgres = backend.parent()
        engine.dispose()
        assert postgres is not None
        spare, tasks = tasks[: CLIENTS * WARM_UP * 2], tasks[CLIENTS * WARM_UP * 2 :]
        with serving(settings) as (port, server):
            run(port, spare[: CLIENTS * WARM_UP])
            before = cpu_seconds(server), cpu_seconds(postgres)
            taken, whole = run(port, tasks)
            web, database = cpu_seconds(server) - before[0], cpu_seconds(postgres) - before[1]
        each = statements(settings, spare[CLIENTS * WARM_UP :])
    report(taken, whole, web, database, each)


def report(taken: list[float], whole: float, web: float, database: float, statements_each: float) -> None:
    count = len(taken)
    ordered = sorted(taken)
    result = {
        "per_second": round(count / whole, 1),
        "p50_ms": round(ordered[count // 2] * 1000, 1),
        "p95_ms": round(ordered[int(count * 0.95)] * 1000, 1),
        "cpu_ms": round((web + database) / count * 1000, 2),
        "web_cpu_ms": round(web / count * 1000, 2),
        "database_cpu_ms": round(database / count * 1000, 2),
        "statements": round(statements_each, 1),
    }
    print(f"{count} completions by {CLIENTS} clients in {whole:.1f} s")
    for name, value in result.items():
        print(f"{name:18}{value:10}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()

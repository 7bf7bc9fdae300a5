"""The page in a web engine view: where it comes from, what may be shown, the channel, and what happens when it dies.

What must hold: the view shows the page's own address and nothing else; the channel has one object with one slot and one
signal; a render process that ended is replaced, and the register hears of it at once.
"""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (QWebEnginePage, QWebEngineProfile, QWebEngineScript, QWebEngineUrlRequestJob,
                                     QWebEngineUrlScheme, QWebEngineUrlSchemeHandler)
from PySide6.QtWebEngineWidgets import QWebEngineView

SCHEME = b"epos"
TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".css": "text/css",
         ".svg": "image/svg+xml", ".wasm": "application/wasm", ".jws": "text/plain"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def register_scheme() -> None:
    """Before the application is made. Secure, with fetch and CORS, a host as its origin. It has no durable file system."""
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def file_of(site: Path, path: str) -> Path | None:
    """The file of the site behind an address; nothing outside of the folder."""
    file = (site / path.split("?")[0].lstrip("/")).resolve()
    file = file / "index.html" if file.is_dir() else file
    return file if file.is_file() and file.is_relative_to(site.resolve()) else None


class SchemeHandler(QWebEngineUrlSchemeHandler):
    def __init__(self, site: Path):
        super().__init__()
        self.site = site

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        file = file_of(self.site, job.requestUrl().path())
        if file is None or bytes(job.requestMethod()) != b"GET":
            return job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
        job.setAdditionalResponseHeaders({QByteArray(n.encode()): [QByteArray(v.encode())] for n, v in HEADERS.items()})
        body = QBuffer(job)
        body.setData(file.read_bytes())
        body.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(TYPES.get(file.suffix, "application/octet-stream").encode(), body)


class Loopback(SimpleHTTPRequestHandler):
    """The same over http on 127.0.0.1, for which the engine has a durable file system."""
    protocol_version = "HTTP/1.1"
    extensions_map = TYPES

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_) -> None:
        pass


def serve(site: Path, port: int) -> str:
    """Serves the site on loopback; answers with its address. The port is part of the origin: keep it, or the journal is lost."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Loopback, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


class Bridge(QObject):
    """What the page sees of this program."""
    toPage = Signal(str)
    heard = Signal(str)

    @Slot(str)
    def fromPage(self, text: str) -> None:
        # Out of the channel's call first: what follows may speak to the page.
        QTimer.singleShot(0, self, lambda: self.heard.emit(text))


class EposPage(QWebEnginePage):
    def __init__(self, profile: QWebEngineProfile, home: QUrl, parent: QObject):
        super().__init__(profile, parent)
        self.home = home

    def acceptNavigationRequest(self, url: QUrl, *_) -> bool:
        return (url.scheme(), url.authority()) == (self.home.scheme(), self.home.authority())

    def createWindow(self, _):
        return None

    def javaScriptConsoleMessage(self, level, message, line, source) -> None:
        print(f"page: {message}", flush=True)


class EposView(QWebEngineView):
    heard = Signal(str)
    died = Signal(str)

    def __init__(self, site: Path, folder: Path, over: str, port: int, query: str = ""):
        super().__init__()
        self.profile = QWebEngineProfile("epos")  # a name makes it durable
        self.profile.setPersistentStoragePath(str(folder / "profile"))
        self.profile.setCachePath(str(folder / "cache"))
        self.handler = SchemeHandler(site)
        self.profile.installUrlSchemeHandler(SCHEME, self.handler)
        self.home = QUrl("epos://page/" if over == "scheme" else serve(site, port))
        self.home.setQuery(query)
        page = EposPage(self.profile, self.home, self)
        self._inject(page)
        self.bridge = Bridge(self)
        self.bridge.heard.connect(self.heard)
        self.channel = QWebChannel(self)
        self.channel.registerObject("epos", self.bridge)
        page.setWebChannel(self.channel)
        page.renderProcessTerminated.connect(self._terminated)
        self.setPage(page)
        self.held = False
        self.load(self.home)

    @staticmethod
    def _inject(page: QWebEnginePage) -> None:
        """Qt's own script of the channel, before any of the page's runs; its policy lets none be loaded from elsewhere."""
        source = QFile(":/qtwebchannel/qwebchannel.js")
        source.open(QIODevice.OpenModeFlag.ReadOnly)
        script = QWebEngineScript()
        script.setSourceCode(bytes(source.readAll()).decode())
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
        page.scripts().insert(script)

    def post(self, text: str) -> None:
        self.bridge.toPage.emit(text)

    def reload_page(self) -> None:
        if not self.held:
            self.load(self.home)

    def _terminated(self, status, code: int) -> None:
        self.died.emit(f"{status.name} ({code})")
        # Not from inside the signal: the engine is still clearing away.
        QTimer.singleShot(200, self, self.reload_page)

    def release(self) -> None:
        """The page must be gone before its profile."""
        page = self.page()
        self.setPage(None)
        shiboken6.delete(page)

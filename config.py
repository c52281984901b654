"""Settings, read from the environment once. Imports nothing of ours.

Every setting has a default with which the programme runs on one machine; docs/ lists them for operators.
Whoever needs a setting gets the `Settings` object (or one of its values) handed in, so that tests make
their own without touching the environment.
"""

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024
PROJECT_DIR = Path(__file__).resolve().parent

# What may be uploaded as evidence: extension -> content types that may stand inside such a file.
ALLOWED_UPLOADS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ".pdf": frozenset({"application/pdf"}),
        ".docx": frozenset({"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}),
        ".xlsx": frozenset({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
        ".png": frozenset({"image/png"}),
        ".jpg": frozenset({"image/jpeg"}),
        ".jpeg": frozenset({"image/jpeg"}),
    }
)


MAIL_SECURITY = ("starttls", "tls", "none")


class ConfigurationError(Exception):
    """A setting that cannot be used; the message says in Vietnamese which one and what to do."""


@dataclass(frozen=True)
class MailServer:
    """The server that takes our mail (SMTP, RFC 5321), and whom mail says it is from.

    `security`: "starttls" turns the connection into an encrypted one, "tls" begins it as one, "none" is for
    a server on the same machine or network that asks for no password.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: Address


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Sizes are bytes, times are timedeltas."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    max_file_bytes: int = 20 * MEGABYTE
    max_files_per_upload: int = 5
    allowed_uploads: Mapping[str, frozenset[str]] = field(default_factory=lambda: ALLOWED_UPLOADS)
    session_lifetime: timedelta = timedelta(hours=8)
    session_idle: timedelta = timedelta(hours=1)
    mail: MailServer | None = None  # without one no mail is sent: notices stay on the pages

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every setting; on the first start also make the data folder and the secret key.

        Raises ConfigurationError for a value that cannot be used.
        """
        env = os.environ if environment is None else environment
        data_dir = (PROJECT_DIR / (env.get("DATA_DIR", "").strip() or "var")).resolve()
        make_private_folder(data_dir)
        port = whole_number(env, "PORT", 8000, least=1, most=65535)
        return cls(
            data_dir=data_dir,
            database_url=database_url(env.get("DATABASE_URL", ""), data_dir),
            secret_key=env.get("SECRET_KEY") or secret_key(data_dir / "secret_key"),
            port=port,
            public_url=public_url(env, port),
            trusted_proxies=whole_number(env, "TRUSTED_PROXIES", 0, most=5),
            max_file_bytes=whole_number(env, "MAX_FILE_MB", 20, least=1, most=500) * MEGABYTE,
            max_files_per_upload=whole_number(env, "MAX_FILES_PER_UPLOAD", 5, least=1, most=50),
            session_lifetime=timedelta(hours=whole_number(env, "SESSION_HOURS", 8, least=1, most=24)),
            session_idle=timedelta(minutes=whole_number(env, "SESSION_IDLE_MINUTES", 60, least=5, most=1440)),
            mail=mail_server(env),
        )

    @property
    def secure(self) -> bool:
        """Whether people reach the programme over HTTPS, so that cookies may say so."""
        return self.public_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        """Where evidence and documents lie, by hash; outside everything that is served."""
        return self.data_dir / "files"

    @property
    def max_request_bytes(self) -> int:
        """The largest request that is read: a full upload and a megabyte for the form around it."""
        return self.max_file_bytes * self.max_files_per_upload + MEGABYTE

    def flask_config(self) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions look for."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "MAX_CONTENT_LENGTH": self.max_request_bytes,
            "PERMANENT_SESSION_LIFETIME": self.session_lifetime,
            "SESSION_COOKIE_NAME": "phien",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still saves; the session ends it
            "WTF_CSRF_SSL_STRICT": self.secure,
            "BOOTSTRAP_SERVE_LOCAL": True,
        }


def whole_number(env: Mapping[str, str], name: str, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number between `least` and `most` from the environment."""
    text = env.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ConfigurationError(f"Biến {name} phải là số nguyên từ {least} đến {most}, hiện là “{text}”.")
    return int(text)


def database_url(text: str, data_dir: Path) -> str:
    """The database's address: SQLite in the data folder, unless another one is given.

    PostgreSQL is reached through psycopg 3 whatever way its address is written.
    """
    text = text.strip()
    if not text:
        return f"sqlite:///{data_dir / 'app.db'}"
    scheme, separator, rest = text.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and separator:
        return text
    raise ConfigurationError("Biến DATABASE_URL phải bắt đầu bằng “postgresql://” hoặc “sqlite:///”.")


def public_url(env: Mapping[str, str], port: int) -> str:
    """The address people type, without a slash at its end; documents and notices name it."""
    text = env.get("PUBLIC_URL", "").strip().rstrip("/") or f"http://127.0.0.1:{port}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"Biến PUBLIC_URL phải là địa chỉ http:// hoặc https://, hiện là “{text}”.")
    return text


def mail_server(env: Mapping[str, str]) -> MailServer | None:
    """Where mail is handed in; None when SMTP_HOST is not set.

    Raises ConfigurationError for settings that cannot work or would send a password in the clear.
    """
    host = env.get("SMTP_HOST", "").strip()
    if not host:
        return None
    security = env.get("SMTP_SECURITY", "").strip().lower() or "starttls"
    if security not in MAIL_SECURITY:
        raise ConfigurationError(
            f"Biến SMTP_SECURITY phải là một trong: {', '.join(MAIL_SECURITY)}; hiện là “{security}”."
        )
    user, password = env.get("SMTP_USER", "").strip(), env.get("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise ConfigurationError("Biến SMTP_USER và SMTP_PASSWORD phải có cả hai hoặc không có biến nào.")
    if user and security == "none":
        raise ConfigurationError(
            "Biến SMTP_SECURITY=none không dùng được khi có SMTP_PASSWORD: mật khẩu sẽ đi không mã hóa."
        )
    port = {"starttls": 587, "tls": 465, "none": 25}[security]
    return MailServer(
        host=host,
        port=whole_number(env, "SMTP_PORT", port, least=1, most=65535),
        security=security,
        user=user,
        password=password,
        sender=mail_sender(env.get("MAIL_FROM", "").strip()),
    )


def mail_sender(text: str) -> Address:
    """The sender of every mail: `name@place`, or `Tên hiển thị <name@place>`."""
    name, address = parseaddr(text)
    try:
        sender = Address(display_name=name, addr_spec=address)
    except (MessageError, ValueError, IndexError):
        sender = Address()
    usable = sender.username and sender.domain and sender.addr_spec.isascii() and text.isprintable()
    if not usable:
        raise ConfigurationError(
            f"Biến MAIL_FROM phải là địa chỉ gửi thư, ví dụ chuyendoiso@tinh.gov.vn; hiện là “{text}”."
        )
    return sender


def make_private_folder(path: Path) -> None:
    """Make a folder that only this account may enter; one that exists is left as it is."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"Không tạo được thư mục dữ liệu {path}: {error.strerror}.") from error


def secret_key(path: Path) -> str:
    """The installation's secret key, made on the first start in a file only its owner may read.

    The whole key appears under its name at once: of two processes that start together one makes it and
    both read the same. Raises ConfigurationError for a key that others can read or that is too short.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first: its key counts
                os.link(draft, path)
        finally:
            draft.unlink()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigurationError(f"Tài khoản khác đọc được tệp khóa bí mật. Chạy: chmod 600 {path}")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ConfigurationError(f"Tệp khóa bí mật {path} bị hỏng: khôi phục từ bản sao lưu, hoặc xóa đi.")
    return key

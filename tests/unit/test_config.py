"""Settings: what the environment may say, and the secret key on the first start."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from config import ConfigurationError, MailServer, Settings, database_url, secret_key


def settings(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment({"DATA_DIR": str(folder), **environment})


def test_defaults_need_nothing_but_a_folder(tmp_path: Path) -> None:
    made = settings(tmp_path / "new" / "data")
    assert made.database_url == f"sqlite:///{tmp_path}/new/data/app.db"
    assert stat.S_IMODE(made.data_dir.stat().st_mode) == 0o700
    assert made.public_url == "http://127.0.0.1:8000"
    assert not made.secure
    assert made.max_file_bytes == 20 * 1024 * 1024


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    first, second = settings(tmp_path), settings(tmp_path)
    file = tmp_path / "secret_key"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path / "secret_key"), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings(tmp_path)
    (tmp_path / "secret_key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        settings(tmp_path)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.touch(mode=0o600)
    with pytest.raises(ConfigurationError, match="bị hỏng"):
        settings(tmp_path)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    made = settings(tmp_path, SECRET_KEY="k" * 40, DATABASE_URL="postgresql://a:mat-khau-thu@host/name")
    assert "kkkk" not in repr(made)
    assert "mat-khau-thu" not in repr(made)
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_3(scheme: str, tmp_path: Path) -> None:
    assert database_url(f"{scheme}://a:b@host/name", tmp_path) == "postgresql+psycopg://a:b@host/name"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    made = settings(tmp_path, PUBLIC_URL="https://chuyendoiso.example/")
    assert made.public_url == "https://chuyendoiso.example"
    assert made.flask_config()["SESSION_COOKIE_SECURE"] is True


def test_sizes_and_times_come_in_people_s_units(tmp_path: Path) -> None:
    made = settings(tmp_path, MAX_FILE_MB="30", MAX_FILES_PER_UPLOAD="2", SESSION_IDLE_MINUTES="15")
    assert made.max_request_bytes == 61 * 1024 * 1024
    assert made.session_idle == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("MAX_FILE_MB", "-1"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql:host"),
        ("PUBLIC_URL", "chuyendoiso.example"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=name):
        settings(tmp_path, **{name: text})


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="thư mục dữ liệu"):
        settings(tmp_path / "file" / "data")


# --- mail -------------------------------------------------------------------------------------------------

MAIL = {"SMTP_HOST": "thu.tinh.gov.vn", "MAIL_FROM": "Chuyển đổi số <cds@tinh.gov.vn>"}


def mail_of(tmp_path: Path, **more: str) -> MailServer | None:
    return Settings.from_environment({"DATA_DIR": str(tmp_path), **MAIL, **more}).mail


def test_without_a_mail_server_no_mail_is_set_up(tmp_path: Path) -> None:
    assert Settings.from_environment({"DATA_DIR": str(tmp_path)}).mail is None


def test_a_mail_server_is_reached_encrypted_unless_said_otherwise(tmp_path: Path) -> None:
    mail = mail_of(tmp_path)
    assert mail is not None
    assert (mail.host, mail.port, mail.security) == ("thu.tinh.gov.vn", 587, "starttls")
    assert (mail.sender.display_name, mail.sender.addr_spec) == ("Chuyển đổi số", "cds@tinh.gov.vn")
    tls = mail_of(tmp_path, SMTP_SECURITY="tls")
    assert tls is not None and tls.port == 465


def test_the_mail_password_is_not_shown(tmp_path: Path) -> None:
    assert "bi-mat" not in repr(mail_of(tmp_path, SMTP_USER="cds", SMTP_PASSWORD="bi-mat"))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("SMTP_SECURITY", {"SMTP_SECURITY": "ssl3"}),
        ("SMTP_SECURITY", {"SMTP_SECURITY": "none", "SMTP_USER": "cds", "SMTP_PASSWORD": "x"}),
        ("SMTP_PASSWORD", {"SMTP_USER": "cds"}),
        ("SMTP_PORT", {"SMTP_PORT": "0"}),
        ("MAIL_FROM", {"MAIL_FROM": ""}),
        ("MAIL_FROM", {"MAIL_FROM": "cds"}),
        ("MAIL_FROM", {"MAIL_FROM": "cds@tinh.gov.vn\nBcc: ai@do.vn"}),
    ],
)
def test_mail_settings_that_cannot_work_are_named(tmp_path: Path, name: str, more: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=name):
        mail_of(tmp_path, **more)

"""The one settings file: everything that differs between machines comes from the environment (.env.example)."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from hoiphunu import environment
from hoiphunu.editor_config import CONFIG as EDITOR_CONFIG

BASE_DIR = Path(__file__).resolve().parent.parent

# Where and how we are reached
DEBUG = environment.flag("DEBUG")
SITE_URL = environment.site_url("SITE_URL")
SITE_HOST = urlsplit(SITE_URL).hostname
# Plain http, for a trial on one's own machine; anywhere else it would send passwords in the clear.
INSECURE_LOOPBACK = environment.flag("INSECURE_LOOPBACK")
if INSECURE_LOOPBACK and SITE_HOST not in ("127.0.0.1", "localhost", "::1"):
    environment.refuse("INSECURE_LOOPBACK", "chỉ dùng được khi SITE_URL là địa chỉ của chính máy này")
if not INSECURE_LOOPBACK and not SITE_URL.startswith("https://"):
    environment.refuse("SITE_URL", "phải bắt đầu bằng https:// (hoặc đặt INSECURE_LOOPBACK=1 khi chạy thử)")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", default=SITE_HOST)
if "*" in ALLOWED_HOSTS:
    environment.refuse("ALLOWED_HOSTS", "không được là * vì ai cũng giả được tên miền")
if any("/" in host for host in ALLOWED_HOSTS):
    environment.refuse("ALLOWED_HOSTS", "chỉ ghi tên miền, không ghi https://")
# Addresses of our own proxies: only from them is X-Forwarded-For believed. Empty: nobody is in front.
TRUSTED_PROXIES = environment.addresses("TRUSTED_PROXIES")

SECRET_KEY = environment.text("SECRET_KEY")
if len(SECRET_KEY) < 32 and not DEBUG:
    environment.refuse("SECRET_KEY", "phải dài ít nhất 32 ký tự ngẫu nhiên")

# What women write to the hotline is locked with the first of these and opened with any (docs/adr/0014). While
# developing they follow from SECRET_KEY; elsewhere the site does not start without them.
HELP_KEYS = environment.keys(
    "HELP_KEYS", default=urlsafe_b64encode(sha256(SECRET_KEY.encode()).digest()).decode() if DEBUG else None
)

ROOT_URLCONF = "hoiphunu.urls"
WSGI_APPLICATION = "hoiphunu.wsgi.application"
AUTH_USER_MODEL = "hoiphunu.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hoiphunu.apps.SiteConfig",  # first: its templates and catalogue win over those of the packages below
    "news.apps.NewsConfig",
    "announcements.apps.AnnouncementsConfig",
    "hotline.apps.HotlineConfig",
    "hoiphunu.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "hoiphunu.apps.StaticFilesConfig",
    "ckeditor",
    "taggit",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "hoiphunu.metrics.MetricsMiddleware",  # outermost: it measures all the others
    "hoiphunu.logs.RequestIdMiddleware",
    "hoiphunu.standby.StandbyMiddleware",  # before all that may ask a database: it asks the disk alone
    "hoiphunu.pagecache.PageCacheMiddleware",  # a cached page never reaches sessions or authentication
    # What sends headers comes before whatever may refuse a request: a refusal has them too.
    "hoiphunu.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "hoiphunu.middleware.MethodsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hoiphunu.health.HealthMiddleware",  # before the host is looked at
    "hoiphunu.maintenance.MaintenanceMiddleware",  # before sessions: it is asked for when there is no database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hoiphunu.middleware.SessionUseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "hoiphunu.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "hoiphunu.middleware.RefusalsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: a primary, and where it is named a copy that public pages are read from (hoiphunu/replica.py).
# Behind PgBouncer a connection is another one in each transaction: no server-side cursor may outlive one, and options
# of the start are refused. The limits of time are then those of the role (docs/scale.md).
DATABASE_POOLED = environment.flag("DATABASE_POOLED")


# What one statement may last: for the web, where somebody waits, 3 (hoiphunu/wsgi.py); commands may take longer.
STATEMENT_SECONDS = environment.number("STATEMENT_SECONDS", 30, 1, 3600)
LOCK_SECONDS = min(5, max(1, STATEMENT_SECONDS - 1))


def _database(name, address):
    try:
        database = dj_database_url.parse(address, conn_max_age=60)
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        environment.refuse(name, "phải có dạng postgres://tên:mật-khẩu@máy/cơ-sở-dữ-liệu hoặc sqlite:////đường-dẫn")
    database["CONN_HEALTH_CHECKS"] = True
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            # A transaction that reads first and writes later fails at once with "database is locked" otherwise.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif database["ENGINE"].endswith("postgresql"):
        # Whoever holds a lock and has gone away with it loses it after a minute.
        limits = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s"
        limits += " -c idle_in_transaction_session_timeout=60s"
        database["OPTIONS"] = {"connect_timeout": 5, **({} if DATABASE_POOLED else {"options": limits})}
        database["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
    else:
        environment.refuse(name, "phải là PostgreSQL hoặc SQLite")
    return database


DATABASES = {"default": _database("DATABASE_URL", environment.text("DATABASE_URL"))}
if _replica := environment.text("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = {**_database("DATABASE_REPLICA_URL", _replica), "TEST": {"MIRROR": "default"}}
    if not all(database["ENGINE"].endswith("postgresql") for database in DATABASES.values()):
        environment.refuse("DATABASE_REPLICA_URL", "chỉ dùng với PostgreSQL, là bản sao của DATABASE_URL")
    DATABASE_ROUTERS = ["hoiphunu.replica.Router"]

# Caches: whole pages; one process keeps its own unless a shared one is named.
CACHE_URL = environment.text("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    environment.refuse("CACHE_URL", "phải bắt đầu bằng redis://, rediss:// hoặc unix://")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache"
        if CACHE_URL
        else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": CACHE_URL or "pages",
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3} if CACHE_URL else {"MAX_ENTRIES": 2000},
    }
}

# How long a process may trust the content version it read (docs/adr/0007).
PAGE_CACHE_VERSION_SECONDS = 1
# What each process keeps of whole pages in its own memory, before Redis or instead of it.
PAGE_CACHE_NEAR_BYTES = 24 * 1024 * 1024

# Whoever shows it reads /metrics; empty: nothing is measured.
METRICS_TOKEN = environment.text("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 24:
    environment.refuse("METRICS_TOKEN", "phải dài ít nhất 24 ký tự ngẫu nhiên")

# What takes longer than a request may: rows of the same database, worked off by `manage.py db_worker` (docs/adr/0011).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT"))
MEDIA_URL = "/tep/"
# Copies of the help pages, written at each change, for the days when the database is away (docs/adr/0012).
HELP_COPIES = Path(environment.text("HELP_COPIES", default=str(MEDIA_ROOT.parent / "tro-giup")))
# Where `manage.py backup` writes, locked with this passphrase (docs/adr/0016); the start page looks at the age.
BACKUPS = Path(environment.text("BACKUPS", default="/var/backups/hoiphunu"))
BACKUP_KEY = environment.text("BACKUP_KEY", default="")
if BACKUP_KEY and len(BACKUP_KEY) < 20:
    environment.refuse("BACKUP_KEY", "phải dài ít nhất 20 ký tự")
# Folder of pg_dump, psql and pg_restore; empty: the newest on the machine.
PG_BINDIR = environment.text("PG_BINDIR", default="")
STATIC_ROOT = Path(environment.text("STATIC_ROOT"))
STATIC_URL = "/static/"
STATICFILES_DIRS = []
STORAGES = {
    "default": {"BACKEND": "hoiphunu.storage.SiteStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hoiphunu.storage.SiteStaticStorage",
        # Static files are everybody's; uploads only the web server's group reads.
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "gz", "br", "woff2"]
# Path under which nginx hands out MEDIA_ROOT itself (X-Accel-Redirect); empty: the application sends the bytes.
ACCEL_REDIRECT = environment.text("ACCEL_REDIRECT", default="")
if ACCEL_REDIRECT and not ACCEL_REDIRECT.startswith("/"):
    environment.refuse("ACCEL_REDIRECT", "phải là đường dẫn bắt đầu bằng /")
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "hoiphunu" / "locale"]
# Django's own `vi` formats have no input formats: 03/01/2024 would be read as 1 March.
FORMAT_MODULE_PATH = ["hoiphunu.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Accounts and sessions
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "hoiphunu.passwords.LongEnough"},
    {"NAME": "hoiphunu.passwords.NotGuessed"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "hoiphunu.sessions"
SESSION_IDLE_SECONDS, SESSION_COOKIE_AGE = 3600, 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hoiphunu.views.csrf_failure"
if not INSECURE_LOOPBACK:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Wrong passwords count per account and address together: nobody can lock a colleague out from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "hoiphunu.visitors.client_address"
AXES_LOCKOUT_CALLABLE = "hoiphunu.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
# What its table keeps of a failed attempt holds no code.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "held"]

# How long the audit log keeps an entry; the database refuses to let anything younger than 90 days go.
AUDIT_DAYS = environment.number("AUDIT_DAYS", default=730, least=90, most=3650)

# What every answer says to the browser
SECURE_SSL_REDIRECT = not INSECURE_LOOPBACK
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_LOOPBACK else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_LOOPBACK
# Other sites learn nothing. Not no-referrer: browsers then post forms with "Origin: null", which CSRF must refuse;
# readers' pages, which post nothing, say no-referrer themselves (base.html).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Packages
CKEDITOR_CONFIGS = {"default": EDITOR_CONFIG}
# Contained as docs/adr/0003 says.
# models.W040: SQLite leaves out the columns that an index of PostgreSQL carries along.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001", "models.W040"]
TAGGIT_TAGS_FROM_STRING = "news.tagging.split"
TAGGIT_STRING_FROM_TAGS = "news.tagging.join"

# Mail: none is sent unless a server is named.
EMAIL_URL = environment.text("EMAIL_URL", default="")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if EMAIL_URL:
    try:
        _mail = urlsplit(EMAIL_URL)
        _mail_port = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    except ValueError:
        _mail = urlsplit("")
    if _mail.scheme not in ("smtp", "smtps", "smtp+tls") or not _mail.hostname:
        environment.refuse("EMAIL_URL", "phải có dạng smtps://tên:mật-khẩu@máy:465")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", default=f"khong-tra-loi@{SITE_HOST}")

# A scanner of viruses for uploaded documents: asked only where one is named.
CLAMD_URL = environment.text("CLAMD_URL", default="")
if CLAMD_URL:
    try:
        _clamd = urlsplit(CLAMD_URL)
        _is_clamd = bool(_clamd.path) if _clamd.scheme == "unix" else bool(_clamd.hostname and _clamd.port)
    except ValueError:
        _is_clamd = False
    if not _is_clamd or _clamd.scheme not in ("unix", "tcp"):
        environment.refuse("CLAMD_URL", "phải có dạng unix:///run/clamav/clamd.ctl hoặc tcp://127.0.0.1:3310")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hoiphunu.logs.JsonFormatter"}, "line": {"()": "hoiphunu.logs.LineFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line" if INSECURE_LOOPBACK else "json"},
        "faults": {"class": "hoiphunu.faults.FaultHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "faults"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console", "faults"], "level": "WARNING", "propagate": False},
        # Scanners ask for hosts that are not ours all day long; the access log has each of them.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "hoiphunu": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

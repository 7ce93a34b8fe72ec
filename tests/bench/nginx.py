"""deploy/nginx/hoiphunu.conf in an nginx of this run: without TLS, on a free port, in a folder of its own."""

import re
from contextlib import contextmanager
from pathlib import Path

from tests.bench import servers

ROOT = Path(__file__).resolve().parents[2]
MAIN = """
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{site}
}}
"""


def configuration(folder: Path, site_port: int, port: int, files: dict[str, bytes] | None = None) -> Path:
    """Write a whole configuration around the one we ship; only addresses, folders and TLS are others."""
    shipped = (ROOT / "deploy/nginx/hoiphunu.conf").read_text()
    site = re.sub(
        r"listen 443[^;]*;|listen \[::\]:443[^;]*;|^\s*(?:ssl_|http2 )[^;]*;", "", shipped, flags=re.MULTILINE
    )
    site = re.sub(r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{site_port}", site)
    site = re.sub(r"# plain-http:begin.*?# plain-http:end", "", site, flags=re.DOTALL)
    site = site.replace("/var/cache/nginx/hoiphunu", f"{folder}/cache").replace("/srv/hoiphunu", str(folder))
    site = site.replace("server_name example.vn;", f"server_name _;\n  listen 127.0.0.1:{port};")
    served = folder / "do-toc-do"
    served.mkdir(exist_ok=True, parents=True)
    (folder / "cache").mkdir(exist_ok=True)
    (folder / "cache").chmod(0o777)
    folder.chmod(0o755)
    for name, content in (files or {}).items():
        (served / name).write_bytes(content)
    location = f"location /do-toc-do/ {{ alias {served}/; default_type text/html; }}\n  location / {{"
    site = site.replace("location / {", location, 1)
    path = folder / "nginx.conf"
    path.write_text(MAIN.format(folder=folder, site=site))
    return path


@contextmanager
def server(folder: Path, site_port: int, files=None):
    port = servers.free_port()
    path = configuration(folder, site_port, port, files)
    command = [servers.program("nginx"), "-c", str(path), "-e", str(folder / "error.log"), "-p", str(folder)]
    with servers.Server(command, port, "/healthz") as front:
        yield front

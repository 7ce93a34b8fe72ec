# The project's verbs. `make help` lists them; each is a few lines here or one script in deploy/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run dev test bench drill guide lint audit format lock clean

PY := .venv/bin/python
TEMPLATES := templates

# What `manage.py check --deploy` is run under: a production environment that needs no server to answer.
PRODUCTION := env -i PATH="$$PATH" HOME="$$HOME" DEBUG=0 ALLOWED_HOSTS=example.vn SITE_URL=https://example.vn \
	DATABASE_URL=postgres://hoiphunu@127.0.0.1/hoiphunu MEDIA_ROOT=var/media STATIC_ROOT=var/static HELP_KEYS="$$($(PY) -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')"

# One process for each core, each with a database, a live server and a browser of its own.
WORKERS := -n auto --maxprocesses 4

help:  ## Liệt kê các lệnh
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run:  ## Dựng và chạy trang tại http://127.0.0.1:8000 (đổi cổng: PORT=8001 make run)
	@deploy/run.sh

dev:  ## Chạy máy chủ phát triển, tự nạp lại khi sửa mã
	@deploy/run.sh dev

test:  ## Chạy mọi kiểm thử: SQLite, PostgreSQL thật, Chromium thật
	@deploy/venv.sh requirements-dev.lock
	@deploy/test-programs.sh
	$(PY) -m pytest --db=sqlite -m "smoke or not browser" $(WORKERS)
	$(PY) -m pytest --db=postgres $(WORKERS)

bench:  ## Đo trang công khai, lưu bài, bộ nhớ trên 1.000 đến 100.000 bài (nhanh: BENCH="--articles 1000 10000" make bench)
	@deploy/venv.sh requirements-dev.lock
	@deploy/test-programs.sh bench
	$(PY) -m tests.bench $(BENCH)

drill:  ## Ngắt ngang (SIGKILL) lúc lưu bài; tắt PostgreSQL xem số máy hỗ trợ; đổi khoá, xoá yêu cầu tư vấn; 5.000 yêu cầu phá hoại; 500 đoạn mã độc; sao lưu, phá, khôi phục rồi so
	@deploy/venv.sh requirements-dev.lock
	$(PY) -m tests.drill
	$(PY) -m tests.killing --db=sqlite $(DRILL)
	$(PY) -m tests.killing --db=postgres $(DRILL)
	$(PY) -m tests.stopping
	$(PY) -m tests.rotating --db=sqlite
	$(PY) -m tests.rotating --db=postgres
	$(PY) -m tests.erasing --db=sqlite
	$(PY) -m tests.erasing --db=postgres
	$(PY) -m tests.crawling
	$(PY) -m pytest --db=postgres -q tests/browser/xss_in_full.py
	$(PY) -m tests.destroying --db=sqlite
	$(PY) -m tests.destroying --db=postgres

guide:  ## Chụp lại ảnh trong hướng dẫn cho cán bộ (docs/huong-dan/) từ trang đang có
	@deploy/venv.sh requirements-dev.lock
	@deploy/test-programs.sh
	$(PY) -m pytest --db=sqlite -q tests/browser/guide_pictures.py

lint:  ## Kiểm tra mã, mẫu trang, migration và cấu hình sản xuất
	@deploy/venv.sh requirements-dev.lock
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m bandit --quiet --configfile pyproject.toml --recursive hoiphunu news announcements hotline deploy/gunicorn.conf.py
	$(PY) -m djlint $(TEMPLATES) --check
	$(PY) -m djlint $(TEMPLATES) --lint
	for script in deploy/*.sh deploy/quan-ly .ci/run; do bash -n "$$script" || exit 1; done
	$(PRODUCTION) SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PY) manage.py check --deploy --fail-level WARNING
	$(PRODUCTION) SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		DATABASE_URL=sqlite:// $(PY) manage.py makemigrations --check --dry-run

audit:  ## Hỏi xem thư viện nào trong hai tệp khóa có lỗ hổng đã biết (pip-audit, cần Internet)
	@deploy/venv.sh requirements-dev.lock
	$(PY) -m tests.auditing

format:  ## Sắp lại mã và mẫu trang theo quy ước
	@deploy/venv.sh requirements-dev.lock
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	-$(PY) -m djlint $(TEMPLATES) --reformat --quiet

lock:  ## Tính lại hai tệp khóa phiên bản từ pyproject.toml
	@deploy/lock.sh

clean:  ## Xóa môi trường Python và tệp tạm (giữ nguyên dữ liệu trong var/)
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

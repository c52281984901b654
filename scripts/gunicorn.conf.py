"""How gunicorn serves the pages; the values a machine may want to change come from the environment."""

import os
from pathlib import Path

bind = f"{os.environ.get('BIND_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Synchronous processes have the best slowest answers, on SQLite above all, behind any proxy.
worker_class = "sync"
timeout = 60
graceful_timeout = 20
keepalive = 5
# A process is replaced now and then, so that memory it gathered is given back.
max_requests = 5000
max_requests_jitter = 500
# The sign of life is written many times a minute: memory, where there is some, not the disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = "-"
access_log_format = '%(t)s "%(r)s" %(s)s %(b)s %(M)sms'

#!/usr/bin/env bash
# What can be done here, with make or without.
set -euo pipefail
cat <<'TEXT'
make run     chạy phần mềm tại http://127.0.0.1:8000 (PORT=…, DATA_DIR=…)       scripts/run.sh
make test    chạy các kiểm thử trên SQLite, PostgreSQL và Chromium               scripts/test.sh
make check   soát mã nguồn, bộ tiêu chí, quy trình, các mẫu                      scripts/check.sh
make demo    chạy trọn một kỳ đánh giá mẫu, kết quả ở OUT (PRESET=…, SEED=…)    scripts/demo.sh
make bench   đo tốc độ so với mức sàn                                            scripts/bench.sh
make soak    chạy các kiểm thử dài                                               scripts/soak.sh
make help    in bảng này                                                         scripts/help.sh

Lần chạy đầu tự cài những gì còn thiếu (scripts/setup.sh). Không có make thì gọi thẳng tệp ở cột bên phải.
TEXT

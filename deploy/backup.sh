#!/bin/sh
# Usage: BACKUPS=folder MEDIA_ROOT=folder PG…=… deploy/backup.sh — one dump of PostgreSQL and one archive of the uploads,
# checked before they count; those older than KEEP_DAYS go. Taken up again by pg_restore and tar (docs/deploy.md).
set -eu
umask 077
day=$(date +%Y%m%d-%H%M%S)
mkdir -p "$BACKUPS"
pg_dump --format=custom --file="$BACKUPS/$day.dump.part"
pg_restore --list "$BACKUPS/$day.dump.part" >/dev/null
tar -C "$MEDIA_ROOT" -czf "$BACKUPS/$day.media.tar.gz.part" .
tar -tzf "$BACKUPS/$day.media.tar.gz.part" >/dev/null
mv "$BACKUPS/$day.dump.part" "$BACKUPS/$day.dump"
mv "$BACKUPS/$day.media.tar.gz.part" "$BACKUPS/$day.media.tar.gz"
find "$BACKUPS" -name '*.part' -mmin +720 -delete
find "$BACKUPS" -name '20*' -mtime "+${KEEP_DAYS:-14}" -delete
echo "Đã sao lưu: $BACKUPS/$day.dump và $BACKUPS/$day.media.tar.gz"

#!/usr/bin/env bash
# Asks a running server for a canary pipeline, watches it work, and downloads what it made.
#   clients/curl/pipeline.sh [SERVICE] [BASE_URL]
set -euo pipefail
service=${1:-checkout}
base=${2:-http://127.0.0.1:8000}
thread="pipeline-$(date +%s)"

curl -sSN --fail "$base/agent/stream" -H 'Content-Type: application/json' -d "{
  \"task\": \"Create a canary deployment pipeline for $service\",
  \"context\": {\"service\": \"$service\", \"environments\": [\"dev\", \"staging\", \"prod\"]},
  \"thread_id\": \"$thread\"
}" | sed -n 's/^data: //p' | grep -o '"event":"on_[a-z_]*","name":"[^"]*"'

curl -sS --fail "$base/threads/$thread/artifacts.zip" -o "$thread.zip"
echo "The files are in $thread.zip"

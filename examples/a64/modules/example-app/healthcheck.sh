#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether the server answers, and its answer says that it is healthy.
curl -fsS --max-time 5 http://localhost:8080/health | {
  read -r answer
  case $answer in
    *'"healthy"'*) exit 0 ;;
    *) echo "it answered: $answer"; exit 1 ;;
  esac
}

#!/bin/sh
# Measures reports anew: how large they are, and how long Chromium takes to draw them. The table of
# docs/report.md is written; what it says depends on the machine. Needs chromium on the PATH.
set -e
cd "$(dirname "$0")/.."
mvn -q -pl plumbline-cli -am test -Dtest=ReportTableTest -Dsurefire.failIfNoSpecifiedTests=false \
  -DexcludedGroups= -Dtests.later= -Dplumbline.reports=true

#!/bin/sh
# The measured figures of README.md and docs, of which docs/figures.md has a table.
#   benchmarks/figures.sh           holds them: those that are the same everywhere, and those in a range
#   benchmarks/figures.sh --write   writes the tables that tests make anew, where rules changed
#   benchmarks/figures.sh --timed   prints what depends on the machine, for the pages; takes an hour
# Everything random has a fixed seed. --timed leaves out peers that are not installed, and says so.
set -eu
cd "$(dirname "$0")/.."

made='GalleryTest,SlipsPageTest,GeneratedVerdictsTest,VerdictsPageTest,FunctionCorpusTest'
made="$made,FunctionCausesTest,HipparchusFunctionTest"
held="$made,ReadmeFiguresTest,TutorialPageTest,DjlPageTest,QuickstartTest,FoolboxTest,AttackInputsTest,AttackCommandTest,InputsTest,FormatsTest,CheckFilesTest"
held="$held,ReportWeightTest,ScriptFuzzTest,DocumentsTest"

tests() {
  mvn -q -B -ntp test -Dtest="$1" -DexcludedGroups= -Dtests.later= -Dplumbline.whole=true \
    -Dsurefire.failIfNoSpecifiedTests=false \
    "-Dplumbline.write=$2"
}

timed() {
  printf '\n== %s\n' "$*"
  "$@" || echo "benchmarks/figures.sh: not made: $*"
}

case ${1:-} in
  '') tests "$held" false ;;
  --write) tests "$made" true ;;
  --timed)
    timed benchmarks/run
    timed benchmarks/run --only scaling
    timed python3 benchmarks/peers.py
    timed python3 benchmarks/start.py
    timed python3 benchmarks/audit.py --count 100
    timed python3 benchmarks/depth.py
    timed python3 benchmarks/depth_frameworks.py --framework jax
    timed python3 benchmarks/depth_frameworks.py --framework tensorflow
    timed python3 benchmarks/growth.py
    timed python3 benchmarks/python_gradcheck.py
    timed benchmarks/reports.sh
    ;;
  *)
    echo "benchmarks/figures.sh: $1 must be --write or --timed" >&2
    exit 2
    ;;
esac

#!/usr/bin/env bash
# Builds the fuzz targets and fuzzes them, two at a time; fails when one finds something.
#
#   tests/fuzz/run.sh                          what the tests do: a fixed number of inputs from a fixed seed, so that they
#                                              are nearly the same ones in each run of the same sources
#   tests/fuzz/run.sh SECONDS [TARGET...]      to find something new: tests/fuzz/run.sh 3600 sheet zip
#
# Every run starts with tests/fuzz/regressions/TARGET and the seeds of the corpus; one of SECONDS also with what earlier
# ones found worth keeping in build/fuzz/corpus/TARGET. An input that fails is left in build/fuzz/failures/TARGET.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-}
shift $(($# > 0 ? 1 : 0))
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(sheet zip styles formula xml deflate objects vba)
out=build/fuzz

[ -f "$out/build.ninja" ] || cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}" >&2
tests/fuzz/seeds.py "$out/seeds" >&2

dictionary() {
  case $1 in
    zip | formula | vba) echo "tests/fuzz/$1.dict" ;;
    *) echo tests/fuzz/xml.dict ;;
  esac
}

# Inputs of a run from the fixed seed: a quarter of a minute of one processor each.
inputs() {
  case $1 in
    sheet) echo 4000 ;;
    zip) echo 12000 ;;
    styles) echo 2000 ;;
    formula) echo 90000 ;;
    xml) echo 80000 ;;
    deflate) echo 60000 ;;
    objects) echo 3000 ;;
    vba) echo 60000 ;;
  esac
}

# Fuzzes a target, for a number of seconds when one is given. Limits: no input may take 25 s, no allocation 64 MiB (the
# targets' limits allow a package 16 MiB), no run 1 GiB.
run_target() {
  local target=$1 seconds=$2 corpus=$out/corpus/$1 extent launch=()
  if [ -n "$seconds" ]; then
    extent=(-max_total_time="$seconds")
  else
    extent=(-seed=1 -reload=0 -runs="$(inputs "$target")")
    launch=("${same_addresses[@]}")
    corpus=$out/seeded/$target
    rm -rf "$corpus"
  fi
  mkdir -p "$corpus"
  "${launch[@]}" "$out/bin/fuzz_$target" "${extent[@]}" -timeout=25 -rss_limit_mb=1024 -malloc_limit_mb=64 \
    -max_len=65536 -dict="$(dictionary "$target")" -artifact_prefix="$out/failures/$target/" -print_final_stats=1 \
    "$corpus" "tests/fuzz/regressions/$target" "$out/seeds/$target"
}

fuzz() {
  local target=$1 log=$out/logs/$1.log end=$((SECONDS + ${seconds:-0})) left=$seconds failure
  mkdir -p "$out/failures/$target" "$out/logs"
  : >"$log"
  while [ -z "$seconds" ] || [ "$left" -gt 0 ]; do
    run_target "$target" "$left" >>"$log" 2>&1 && break
    failure=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
    # A machine that stood still is no hang: an input is slow when it is slow again.
    if [[ $failure != */timeout-* ]] || ! "$out/bin/fuzz_$target" -timeout=25 "$failure" >>"$log" 2>&1; then
      report "$target" "$log" "$failure"
      return 1
    fi
    rm -f "$failure"
    [ -z "$seconds" ] || left=$((end - SECONDS))
  done
  echo "fuzz $target: $(awk '/^stat::number_of_executed_units/ {n += $2} END {print n}' "$log") inputs, nothing found"
}

report() {
  local target=$1 log=$2 failure=$3
  echo "fuzz $target FAILED:"
  grep -aE "INVARIANT VIOLATED|ERROR:|SUMMARY:|runtime error" -A 3 "$log" | head -40 || tail -20 "$log"
  echo "  log: $log"
  echo "  reproducer: $failure"
  echo "  run it again: $out/bin/fuzz_$target $failure"
}

export ASAN_OPTIONS=quarantine_size_mb=64:malloc_context_size=12 ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-14
export UBSAN_OPTIONS=print_stacktrace=1
# Hash tables are laid out by addresses; a container may not allow to fix them.
same_addresses=(setarch -R)
"${same_addresses[@]}" true 2>/dev/null || same_addresses=()
failed=0
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do
    wait -n || failed=1
  done
  fuzz "$target" &
done
while [ -n "$(jobs -p)" ]; do
  wait -n || failed=1
done
exit $failed

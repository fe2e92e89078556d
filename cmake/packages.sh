# SPDX-License-Identifier: Apache-2.0
# Sourced by quickstart.sh and tests/run.sh: the packages of Debian 12 that building needs, and testing besides.
build_packages="gcc libc6-dev cmake ninja-build pkg-config libxml2-dev libxslt1-dev libpcre2-dev libintelrdfpmath-dev
    libsqlite3-dev libssl-dev libcurl4-openssl-dev libmicrohttpd-dev libedit-dev tzdata"
test_packages="build-essential clang clang-format libclang-rt-14-dev libcmocka-dev gcovr libxml2-utils sqlite3 nodejs npm
    openssl util-linux"

# missing_packages NAME…: those that are not installed.
missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] && continue
        [ "$name" = npm ] && command -v npm >/dev/null && continue # other packages of node bring it, and exclude this one
        printf '%s\n' "$name"
    done
}

# install_packages NAME…: as root, or with sudo; what apt says goes to stdout. 2: neither of them.
install_packages() {
    local root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 2
        root=sudo
    fi
    $root apt-get -q update && $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
}

#!/bin/sh
# Installs the Debian packages that mncc is built with, and those named as arguments, if any of
# them is missing.
set -eu
packages="libgraphviz-dev libpng-dev libturbojpeg0-dev libzip-dev pkg-config gcc libc6-dev make python3 $*"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null

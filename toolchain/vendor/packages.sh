#!/usr/bin/env bash
# Makes sure that the programs and libraries of one or more groups are there: `packages.sh build lint`.
# Installs the Debian packages that are missing when it may (root, or sudo without a password); otherwise it prints the
# command that would, and fails. What is there is found by looking for the thing itself, so it works off Debian too.
set -euo pipefail

# group, Debian package, how to see that it is there
needed() {
	cat <<'END'
build gcc             command -v gcc
build libc6-dev       test -e /usr/include/stdio.h
build libslirp-dev    echo '#include <slirp/libslirp.h>' | gcc -E -
build xz-utils        command -v xz
build bzip2           command -v bzip2
build patch           command -v patch
build openssl         command -v openssl
build ca-certificates test -d /usr/share/ca-certificates/mozilla
lint  clang-format-14 command -v clang-format-14
lint  shellcheck      command -v shellcheck
test  g++             command -v g++
test  tshark          command -v tshark
test  pkg-config      command -v pkg-config
test  gnutls-bin      command -v gnutls-serv
test  libnss3-tools   command -v selfserv
test  libwolfssl-dev  test -e /usr/include/wolfssl/ssl.h
test  nginx-light     PATH=$PATH:/usr/sbin command -v nginx
test  mosquitto       PATH=$PATH:/usr/sbin command -v mosquitto
test  mosquitto-clients command -v mosquitto_sub
test  caddy           command -v caddy
test  botan           command -v botan
test  erlang-ssl      command -v escript
firmware gcc-arm-none-eabi               command -v arm-none-eabi-gcc
firmware libnewlib-arm-none-eabi         test -e "$(arm-none-eabi-gcc -print-file-name=nano.specs)"
firmware gcc-riscv64-unknown-elf         command -v riscv64-unknown-elf-gcc
firmware picolibc-riscv64-unknown-elf    test -e "$(riscv64-unknown-elf-gcc -print-file-name=picolibc.specs)"
firmware qemu-system-arm                 command -v qemu-system-arm
firmware qemu-system-misc                command -v qemu-system-riscv32
fuzz  clang-14        command -v clang-14
fuzz  libclang-rt-14-dev ls "$(clang-14 -print-resource-dir)"/lib/linux/libclang_rt.fuzzer-*.a
bench libssl-dev      test -e /usr/include/openssl/ssl.h
END
}

missing=()
for group in "$@"; do
	found=
	while read -r member package probe; do
		[ "$member" = "$group" ] || continue
		found=yes
		bash -c "$probe" >/dev/null 2>&1 || missing+=("$package")
	done < <(needed)
	[ -n "$found" ] || { echo "packages.sh: no such group: $group" >&2; exit 2; }
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
command=(apt-get install -o DPkg::Lock::Timeout=600 --no-install-recommends -y "${missing[@]}")
if ! command -v apt-get >/dev/null; then
	echo "Missing: ${missing[*]} (names of Debian packages). This system has no apt-get: install them its own way." >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	if ! sudo -n true >/dev/null 2>&1; then
		printf 'Missing Debian packages. Install them with\n    sudo apt-get update && sudo %s\nand try again.\n' "${command[*]}" >&2
		exit 1
	fi
	as_root=(sudo -n)
fi

echo "Installing Debian packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}" >"$log" 2>&1 </dev/null
}
# The lists may be missing or too old: one update, then once more.
if ! install && ! { "${as_root[@]}" apt-get -qq update >>"$log" 2>&1 </dev/null && install; }; then
	tail -n 15 "$log" >&2
	echo "The Debian packages could not be installed; the command was: ${as_root[*]} ${command[*]}" >&2
	exit 1
fi

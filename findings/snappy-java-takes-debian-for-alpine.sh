#!/bin/sh
# Spark cannot write Parquet on a Debian machine where the package `musl` is installed, which comes with `musl-tools`,
# for static builds: snappy-java 1.1.10.8, the one in pyspark 4.3.0 (PyPI), takes a system that has the file
# /lib/ld-musl-x86_64.so.1 for one that runs on musl, and loads its library for musl into a Java that runs on glibc. It ends
# with "libc.musl-x86_64.so.1: cannot open shared object file", in the first task that writes. Spark compresses
# Parquet with Snappy unless it is told otherwise; with zstd all is well.
#
# Seen with openjdk 17 and musl 1.2.3-1 (Debian 12): folder Linux/x86_64-musl, and the error.
# Needs javac, Debian's musl, python3 with pip and the network. Exits 0 while that is so, 1 when it is not, 2 without
# the tools.
set -eu
command -v javac >/dev/null && [ -e /lib/ld-musl-x86_64.so.1 ] ||
    { echo "needs: apt-get install openjdk-17-jdk-headless musl"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --disable-pip-version-check install -q --no-deps --target "$folder/pip" pyspark==4.3.0 || exit 2
cd "$folder"
jar=$(echo pip/pyspark/jars/snappy-java-*.jar)
cat >Seen.java <<'JAVA'
public class Seen {
    public static void main(String[] arguments) throws Exception {
        System.out.println(org.xerial.snappy.OSInfo.getNativeLibFolderPathForCurrentOS());
        System.out.println(org.xerial.snappy.Snappy.compress(new byte[100]).length + " bytes");
    }
}
JAVA
javac -cp "$jar" Seen.java
said=$(java -cp "$jar:." Seen 2>&1) && code=0 || code=$?
echo "${jar##*/}, a java on $(ldd "$(readlink -f "$(command -v java)")" | sed -n 's/.*=> \(.*libc\.so\.6\) .*/\1/p'):"
echo "$said" | head -2
[ "$code" != 0 ] && echo "$said" | grep -q '^Linux/x86_64-musl$' && echo "$said" | grep -q 'libc\.musl-x86_64\.so\.1'

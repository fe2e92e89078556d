#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` copies works from there and from wherever it is moved: the program, the commands and the
# CMake project of docs/embedding.md, as they stand there.
#   install.sh SOURCE BUILD CC LIBDIR SCRATCH
set -u
source=$1 build=$2 cc=$3 libdir=$4 scratch=$5
page=$source/docs/embedding.md
export LC_ALL=C.UTF-8
packages=${PKG_CONFIG_PATH:-} # of the libraries that weir needs
unset CC DESTDIR CFLAGS CPPFLAGS LDFLAGS LD_LIBRARY_PATH
rm -rf "$scratch" && mkdir -p "$scratch/bin" && cd "$scratch" || exit 1
ln -s "$cc" bin/cc
PATH=$scratch/bin:$PATH
failed=0

complain() {
    echo "$*"
    failed=1
}

# try COMMAND…: what it says is shown when it fails.
try() {
    "$@" >said.txt 2>&1 && return
    complain "failed: $*"
    cat said.txt
    return 1
}

# code LANGUAGE: what the page has in fences of this language.
code() {
    awk -v fence="\`\`\`$1" '/^```/ { inside = $0 == fence; next } inside' "$page"
}

# runs PROGRAM shared|static: it goes through the life of an instance, with the library that was meant.
runs() {
    rm -f approval.db*
    if [ "$2" = shared ]; then
        LD_LIBRARY_PATH=$prefix/$libdir "$1" approval.db >facts.txt
    else
        "$1" approval.db >facts.txt
    fi || complain "$1 ended with $?"
    for fact in ' instance\.created$' ' task\.completed$' ' instance\.ended$'; do
        grep -q "$fact" facts.txt || complain "$1 ($2): nothing matches '$fact' in: $(cat facts.txt)"
    done
    case $2:$(readelf -d "$1" | grep -c 'NEEDED.*\[libweir\.so\.0\]') in
    shared:1 | static:0) ;;
    *) complain "$1 is not linked with the $2 library" ;;
    esac
}

# The page, followed with what is installed in this folder.
follow_page() {
    prefix=$1
    rm -rf "$scratch/program" && mkdir "$scratch/program" && cd "$scratch/program" || exit 1
    export PKG_CONFIG_PATH="$prefix/$libdir/pkgconfig:$packages"
    code c >approval.c
    code cmake >CMakeLists.txt

    grep '^    cc ' "$page" >commands.txt
    kinds=
    while read -r command; do
        case $command in *--static*) kind=static ;; *) kind=shared ;; esac
        kinds="$kinds $kind"
        rm -f approval
        try sh -c "$command" && runs ./approval $kind
    done <commands.txt
    [ "$kinds" = " shared static" ] || complain "the page has commands for '$kinds'"

    try cmake -B shared -DCMAKE_PREFIX_PATH="$prefix" && try cmake --build shared && runs shared/approval shared
    sed -i 's/REQUIRED)/REQUIRED COMPONENTS static)/; s/weir::weir/weir::static/' CMakeLists.txt
    try cmake -B static -DCMAKE_PREFIX_PATH="$prefix" && try cmake --build static && runs static/approval static
    sed -i 's/COMPONENTS static/COMPONENTS planted/' CMakeLists.txt
    cmake -B planted -DCMAKE_PREFIX_PATH="$prefix" >said.txt 2>&1 && complain "a component 'planted' was found"
    grep -q "no component 'planted'" said.txt || complain "no word about the component: $(cat said.txt)"

    echo '#include <weir.h>
        int main() { weir_db_close(nullptr); }' >close.cc
    # shellcheck disable=SC2046
    try cc -x c++ -std=c++17 close.cc -x none -o close $(pkg-config --cflags --libs weir)

    try "$prefix/bin/weir" --version
    grep -qE '^weir [0-9]' said.txt || complain "weir --version says: $(cat said.txt)"
    cd "$scratch" || exit 1
}

try cmake --install "$build" --prefix "$scratch/here" || exit 1
library=here/$libdir/libweir

# Others see the functions of weir.h, all of them and nothing else.
grep -oE '^[a-z][a-z0-9_ *]*weir_db_[a-z0-9_]+\(' here/include/weir.h | grep -oE 'weir_db_[a-z0-9_]+' | sort >functions.txt
nm -D --defined-only $library.so | awk '{ print $3 }' | sort >shared.txt
nm -g --defined-only $library.a | awk 'NF == 3 { print $3 }' | sort >static.txt
[ -s functions.txt ] || complain "weir.h has no functions"
for kind in shared static; do
    cmp -s functions.txt $kind.txt ||
        { complain "the $kind library shows other names than weir.h:"; diff functions.txt $kind.txt; }
done
try ls here/bin/weir here/share/doc/weir/LICENSE here/share/doc/weir/NOTICE
[ "$(ls here/include)" = weir.h ] || complain "other headers: $(ls here/include)"
[ "$(readlink -f $library.so)" = "$(readlink -f $library.so.0.1.0)" ] || complain "$library.so is another one"
readelf -d $library.so | grep -q 'SONAME.*\[libweir\.so\.0\]' || complain "no soname libweir.so.0"
text_only=I # debug builds keep the paths of sources in what they compile
grep -q '^CMAKE_C_FLAGS:.*-ffile-prefix-map=' "$build/CMakeCache.txt" && text_only=
for place in "$source" "$build" "$scratch"; do
    grep -r${text_only}F "$place" here && complain "a file knows the folder $place"
done

follow_page "$scratch/here"
mkdir there && mv here there/weir
follow_page "$scratch/there/weir"
exit $failed

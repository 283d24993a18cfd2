#!/usr/bin/env bash
# Fuzzes one target, or all, for some seconds each, from its seeds and with its dictionary, and adds a
# row to fuzz/runs.tsv: date, target, executions, seconds, findings. How fast each target is stands in
# fuzz/rates.tsv: those that call one parser reach 5,000 executions a CPU second, and inspect, doctor and
# mask_record, which go the whole way of a file or a machine, some thousands.
#
#   fuzz/run.sh TARGET|all [SECONDS]      needs cargo-fuzz and a nightly toolchain
#   fuzz/run.sh --blind EXECUTIONS        the campaign of tests/hostile/campaign, that many of each target
set -euo pipefail
cd "$(dirname "$0")/.."
table=fuzz/runs.tsv
[ -s "$table" ] || printf 'date\tkind\ttarget\texecutions\tseconds\tfindings\n' >"$table"
today=$(date -u +%F)
if [ "${1:-}" = --blind ]; then
    rows=$(mktemp)
    trap 'rm -f "$rows"' EXIT
    status=0
    GORIGIN_EXECUTIONS="${2:?how many executions}" GORIGIN_TABLE="$rows" \
        cargo test --locked --release --test hostile campaign::mutants -- --nocapture || status=$?
    awk -v today="$today" -F '\t' -v OFS='\t' '{ print today, "blind", $1, $2, $4, $5 }' "$rows" >>"$table"
    exit "$status"
fi
target="${1:?a target, or all}"
seconds="${2:-60}"
if [ "$target" = all ]; then
    for file in fuzz/fuzz_targets/*.rs; do
        "$0" "$(basename "$file" .rs)" "$seconds"
    done
    exit
fi
cargo run --quiet --manifest-path fuzz/Cargo.toml --bin seeds -- \
    "$target" "fuzz/corpus/$target" "fuzz/corpus/$target.dict"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dictionary=()
# libFuzzer ends where a dictionary is empty.
if [ -s "fuzz/corpus/$target.dict" ]; then
    dictionary=(-dict="fuzz/corpus/$target.dict")
fi
# This crate has no unsafe code, and without a sanitizer it runs several times as often (fuzz/rates.tsv). For the
# unsafe code of the crates that it uses: SANITIZER=address.
cargo +nightly fuzz run --sanitizer "${SANITIZER:-none}" "$target" -- -max_total_time="$seconds" -timeout=2 \
    -rss_limit_mb=512 -malloc_limit_mb=128 -max_len=4096 "${dictionary[@]}" -print_final_stats=1 \
    2>&1 | tee "$log" || status=$?
executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
printf '%s\tguided\t%s\t%s\t%s\t%s\n' "$today" "$target" "${executions:-?}" "$seconds" "$([ "$status" = 0 ] && echo 0 || echo 1)" >>"$table"
exit "$status"

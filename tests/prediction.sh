#!/usr/bin/env bash
# Measures how well `calibrate` and `simulate --profile` predict samples/s of real trainings on this machine; takes fifteen minutes.
# Needs an idle machine, so no test runs it. bash tests/prediction.sh [LAYERS:MINIBATCH:EPOCHS ...]
# A machine's speed changes from minute to minute, so each round takes a fresh profile, predicts the speed with 1 and 2 workers
# and trains once with each. The result is the median of five rounds' ratios. The first two epochs of a real run compile code and
# do not count.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
program=(dotnet "$root/artifacts/bin/ActorBackprop.Cli/release/actorbackprop.dll")
[[ $# -gt 0 ]] || set -- 784,30,10:10:20 784,100,10:100:15 784,512,512,10:128:4
rounds=5

run() { # command, name of its run, arguments
    "${program[@]}" "$1" "${@:3}" --json --out "$tmp/$2" >"$tmp/out" 2>&1 || { cat "$tmp/out"; exit 1; }
}

rate() { # samples/s over a run's epochs except the first two
    grep -oE '"(samplesPerSecond|seconds)":[0-9.E+-]+' "$1/metrics.jsonl" | tr -d '"' | awk -F : '
        $1 == "samplesPerSecond" { rate = $2 }
        $1 == "seconds" { if (++epochs > 2) { samples += rate * $2; seconds += $2 } }
        END { printf "%.0f\n", samples / seconds }'
}

round() { # number, settings: prints a line "workers predicted measured" for each number of workers
    "${program[@]}" calibrate "${@:2}" --workers 2 --out "$tmp/profile.json" >/dev/null 2>&1
    for workers in 1 2; do
        run simulate "told-$1-$workers" "${@:2}" --workers $workers --epochs 3 --no-gradient --profile "$tmp/profile.json"
        grep '"run-completed"' "$tmp/out" | grep -oE '"samplesPerSecond":[0-9]+' | cut -d : -f 2 >"$tmp/told"
        run train "real-$1-$workers" "${@:2}" --workers $workers --epochs "$epochs"
        echo "$workers $(cat "$tmp/told") $(rate "$tmp/real-$1-$workers")"
    done
}

for case in "$@"; do
    IFS=: read -r layers minibatch epochs <<<"$case"
    rm -rf "$tmp"/*-*
    for ((number = 1; number <= rounds; number++)); do
        round $number --layers "$layers" --minibatch "$minibatch"
    done >"$tmp/rounds"
    for workers in 1 2; do
        awk -v workers=$workers '$1 == workers { printf "%+.1f %d:%d\n", 100 * ($2 / $3 - 1), $2, $3 }' "$tmp/rounds" | sort -n >"$tmp/errors"
        echo "$layers, minibatch $minibatch, $workers workers: off by $(sed -n "$(((rounds + 1) / 2))p" "$tmp/errors" | cut -d ' ' -f 1) %" \
            "(of the rounds: $(cut -d ' ' -f 1 "$tmp/errors" | tr '\n' ' ')predicted:measured $(cut -d ' ' -f 2 "$tmp/errors" | tr '\n' ' '))"
    done
done

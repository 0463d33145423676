#!/usr/bin/env bash
# How well `calibrate` and `simulate --profile` foretell samples/s of real trainings on this machine; takes ten minutes.
# Wants a quiet machine, which is why no test does it. bash tests/prediction.sh [LAYERS:MINIBATCH:EPOCHS ...]
# Both figures are those from the second epoch on: the first one compiles code. Real runs alternate between 1 and 2 workers.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
program=(dotnet "$root/artifacts/bin/ActorBackprop.Cli/release/actorbackprop.dll")
[[ $# -gt 0 ]] || set -- 784,30,10:10:20 784,100,10:100:15 784,512,512,10:128:4
repeats=5

rate() { # samples a second of a run's epochs but the first
    grep -oE '"(samplesPerSecond|seconds)":[0-9.E+-]+' "$1/metrics.jsonl" | tr -d '"' | awk -F : '
        $1 == "samplesPerSecond" { rate = $2 }
        $1 == "seconds" { if (++epochs > 1) { samples += rate * $2; seconds += $2 } }
        END { printf "%.0f\n", samples / seconds }'
}

run() { # command, name of its run, arguments
    "${program[@]}" "$1" "${@:3}" --json --out "$tmp/$2" >"$tmp/out" 2>&1 || { cat "$tmp/out"; exit 1; }
}

for case in "$@"; do
    IFS=: read -r layers minibatch epochs <<<"$case"
    settings=(--layers "$layers" --minibatch "$minibatch")
    "${program[@]}" calibrate "${settings[@]}" --workers 2 --out "$tmp/profile.json" 2>/dev/null
    for workers in 1 2; do
        run simulate "$layers-$workers" "${settings[@]}" --workers $workers --epochs "$epochs" --profile "$tmp/profile.json"
    done
    for ((repeat = 1; repeat <= repeats; repeat++)); do
        for workers in 1 2; do
            run train "$layers-$workers-$repeat" "${settings[@]}" --workers $workers --epochs "$epochs"
        done
    done
    for workers in 1 2; do
        rates=$(for ((repeat = 1; repeat <= repeats; repeat++)); do rate "$tmp/$layers-$workers-$repeat"; done | sort -n)
        real=$(sed -n "$(((repeats + 1) / 2))p" <<<"$rates")
        told=$(rate "$tmp/$layers-$workers")
        awk -v what="$layers, minibatch $minibatch, $workers workers" -v told="$told" -v real="$real" -v all="$(tr '\n' ' ' <<<"$rates")" \
            'BEGIN { printf "%s: foretold %d, real %d (%s), off by %+.1f %%\n", what, told, real, all, 100 * (told / real - 1) }'
    done
done

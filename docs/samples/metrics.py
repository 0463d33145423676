# A run's metrics in pandas: python3 docs/samples/metrics.py runs/mine
import json
import pathlib
import sys

import pandas

directory = pathlib.Path(sys.argv[1])
with open(directory / "metrics.jsonl", encoding="utf-8") as lines:
    # Each line is an object. A number that is infinite or none is a text, "NaN": to_numeric makes a number of it again.
    metrics = pandas.DataFrame([json.loads(line) for line in lines]).set_index("epoch")
metrics["cost"] = pandas.to_numeric(metrics["cost"])

print(metrics[["cost", "trainingAccuracy", "testAccuracy", "samplesPerSecond"]].to_string())
best = metrics["testAccuracy"].idxmax()
print(f"Best: {metrics.loc[best, 'testAccuracy']:.2%} after epoch {best}")
metrics.to_csv(directory / "metrics.csv")

#!/usr/bin/env bash
# Compares the risk control of the kernel with an independent implementation in R (base R only; no package).
# Arguments go to `dotnet test`, e.g. -c Release --no-build.
set -euo pipefail
cd "$(dirname "$0")/.."

grid=artifacts/risk-grid.tsv
rm -f "$grid"
dotnet test tests/Stopwise.Exits.Tests --filter FullyQualifiedName~RiskGridTests -v quiet "$@"
Rscript eng/check-risk.R "$grid"

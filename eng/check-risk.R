# Computes every value of the risk grid again, in base R and from the formulas, and compares.
# Usage: Rscript eng/check-risk.R artifacts/risk-grid.tsv
# Fails (status 1) when a value is off by more than 1e-9, relatively, or when a function is not known here.
# Values named log-... are logarithms: their difference is the relative difference of what they stand for.

tolerance <- 1e-9

entropy <- function(a, b) {
  part <- function(x, y) if (x == 0) 0 else x * log(x / y)
  part(a, b) + part(1 - a, 1 - b)
}

# Not pbinom(log.p = TRUE): R 4.2 gives -613.7 for (30, 7500, 0.1), where exact arithmetic and its own pbinom say -663.1.
log_lower <- function(k, n, p) {
  masses <- dbinom(0:k, n, p, log = TRUE)
  max(masses) + log(sum(exp(masses - max(masses))))
}

hoeffding <- function(sum, n, alpha) exp(-n * entropy(min(sum / n, alpha), alpha))

bentkus <- function(sum, n, alpha) min(1, exp(1) * pbinom(ceiling(sum), n, alpha))

betting <- function(losses, alpha, delta) {
  n <- length(losses)
  i <- seq_len(n)
  means <- (0.5 + cumsum(losses)) / (i + 1)
  variances <- (0.25 + cumsum((losses - means)^2)) / (i + 1)
  bets <- pmin(1, sqrt(2 * log(1 / delta) / (n * c(0.25, variances[-n]))))
  min(1, 1 / max(cumprod(1 - bets * (losses - alpha))))
}

allowed_losses <- function(n, alpha, delta) sum(pbinom(0:n, n, alpha) <= delta) - 1

minimum_units <- function(alpha, delta, k) {
  n <- k + 1
  while (pbinom(k, n, alpha) > delta) n <- n + 1
  n
}

tolerance_index <- function(n, alpha, delta) {
  k <- seq_len(n)
  small <- pbinom(k - 1, n, 1 - alpha, lower.tail = FALSE) <= delta
  if (any(small)) min(k[small]) else n + 1
}

# Walks over the distinct finite thresholds, highest first, as a fixed sequence of binomial tests.
walk <- function(scores, alpha, delta) {
  n <- length(scores)
  best <- list(threshold = Inf, losses = 0, missing = 0)
  for (t in sort(unique(scores[scores < Inf]), decreasing = TRUE)) {
    losses <- sum(scores > t)
    if (pbinom(losses, n, alpha) > delta) break
    best$threshold <- t
    best$losses <- losses
  }
  if (best$threshold == Inf) {
    hopeless <- sum(scores == Inf)
    while (pbinom(hopeless, n + best$missing, alpha) > delta) best$missing <- best$missing + 1
  }
  best
}

conformal_quantile <- function(scores, alpha) {
  k <- ceiling(round((length(scores) + 1) * (1 - alpha), 9))
  if (k > length(scores)) Inf else sort(scores)[k]
}

conformal_risk_threshold <- function(scores, alpha) {
  n <- length(scores)
  candidates <- c(Inf, scores)
  kept <- sapply(candidates, function(t) round((sum(scores > t) + 1) / (n + 1) - alpha, 12) <= 0)
  if (any(kept)) min(candidates[kept]) else Inf
}

holm_count <- function(p, delta) sum(p.adjust(p, "holm") <= delta)

# The shares of an intersection: whoever is not in it is taken out, one after the other.
intersection_shares <- function(weights, ways, kept) {
  for (gone in setdiff(seq_along(weights), kept)) {
    old <- ways
    weights <- weights + weights[gone] * old[gone, ]
    weights[gone] <- 0
    for (i in seq_along(weights)) for (j in seq_along(weights)) {
      loop <- old[i, gone] * old[gone, i]
      ways[i, j] <- if (i == j || i == gone || j == gone || loop >= 1) 0 else (old[i, j] + old[i, gone] * old[gone, j]) / (1 - loop)
    }
  }
  weights
}

# The closed test that the sequential procedure is a shortcut for: a hypothesis is rejected when every intersection it is
# part of is rejected by a weighted Bonferroni test. The value has bit i set where hypothesis i is rejected.
graph_closed <- function(p, delta, weights, ways) {
  n <- length(p)
  ways <- matrix(ways, n, n, byrow = TRUE)
  rejected <- rep(TRUE, n)
  for (code in seq_len(2^n - 1)) {
    kept <- which(bitwAnd(code, 2^(seq_len(n) - 1)) > 0)
    shares <- intersection_shares(weights, ways, kept)
    if (!any(shares[kept] > 0 & p[kept] <= shares[kept] * delta)) rejected[kept] <- FALSE
  }
  sum(2^(seq_len(n) - 1) * rejected)
}

# The log capital after each observation of a gambler with at most three quarters at stake.
adaptive <- function(losses, alpha, harm) {
  capital <- 0
  path <- 0
  for (t in seq_along(losses)) {
    past <- losses[seq_len(t - 1)]
    m <- (alpha + sum(past)) / t
    v <- max((alpha + sum(past^2)) / t - m^2, 1e-12)
    bet <- (m - alpha) / (v + (m - alpha)^2)
    bet <- if (harm) min(max(bet, 0), 0.75 / alpha) else max(min(bet, 0), -0.75 / (1 - alpha))
    capital <- capital + log(1 + bet * (losses[t] - alpha))
    path <- c(path, capital)
  }
  path
}

ratio_steps <- function(losses, alpha, alternative) {
  losses * alternative / alpha + (1 - losses) * (1 - alternative) / (1 - alpha)
}

# Every start has its own product; no recursion.
detector <- function(losses, alpha, join) {
  values <- sapply(c(2, 4, 16), function(ratio) {
    odds <- ratio * alpha / (1 - alpha)
    steps <- ratio_steps(losses, alpha, odds / (1 + odds))
    join(sapply(seq_along(steps), function(start) prod(steps[start:length(steps)])))
  })
  log(mean(values))
}

sequence_bound <- function(losses, level, upper) {
  s <- sum(losses)
  f <- length(losses) - s
  if ((upper && f == 0) || (!upper && s == 0)) return(if (upper) 1 else 0)
  excess <- function(p) lbeta(0.5 + s, 0.5 + f) - lbeta(0.5, 0.5) - s * log(p) - f * log1p(-p) + log(level)
  inside <- s / (s + f)
  outside <- if (upper) 1 else 0
  for (i in 1:200) {
    middle <- (inside + outside) / 2
    if (excess(middle) < 0) inside <- middle else outside <- middle
  }
  outside
}

functions <- list(
  "binomial-lower" = function(k, n, p) pbinom(k, n, p),
  "binomial-upper" = function(k, n, p) pbinom(k - 1, n, p, lower.tail = FALSE),
  "log-binomial-lower" = log_lower,
  "log-binomial-mass" = function(k, n, p) dbinom(k, n, p, log = TRUE),
  "clopper-pearson-upper" = function(k, n, d) if (k == n) 1 else qbeta(d, k + 1, n - k, lower.tail = FALSE),
  "clopper-pearson-lower" = function(k, n, d) if (k == 0) 0 else qbeta(d, k, n - k + 1),
  "exact" = function(k, n, alpha) pbinom(k, n, alpha),
  "hoeffding" = hoeffding,
  "bentkus" = bentkus,
  "hoeffding-bentkus" = function(s, n, alpha) min(hoeffding(s, n, alpha), bentkus(s, n, alpha)),
  "betting" = betting,
  "allowed-losses" = allowed_losses,
  "minimum-units" = minimum_units,
  "tolerance-index" = tolerance_index,
  "threshold" = function(h, alpha, delta) walk(h, alpha, delta)$threshold,
  "threshold-losses" = function(h, alpha, delta) walk(h, alpha, delta)$losses,
  "threshold-missing" = function(h, alpha, delta) walk(h, alpha, delta)$missing,
  "conformal-quantile" = conformal_quantile,
  "conformal-risk-threshold" = conformal_risk_threshold,
  "fixed-sequence" = function(p, delta) sum(cumprod(p <= delta)),
  "bonferroni" = function(p, delta) sum(p * length(p) <= delta),
  "holm" = holm_count,
  "graph-complete" = holm_count,
  "graph" = graph_closed,
  "log-e-harm" = function(x, alpha) tail(adaptive(x, alpha, TRUE), 1),
  "log-e-safety" = function(x, alpha) max(adaptive(x, alpha, FALSE)),
  "log-e-ratio" = function(x, alpha, alternative) log(prod(ratio_steps(x, alpha, alternative))),
  "log-detector-sum" = function(x, alpha) detector(x, alpha, sum),
  "log-detector-max" = function(x, alpha) detector(x, alpha, max),
  "sequence-upper" = function(x, level) sequence_bound(x, level, TRUE),
  "sequence-lower" = function(x, level) sequence_bound(x, level, FALSE)
)

difference <- function(name, ours, theirs) {
  if (is.na(ours) || is.na(theirs)) return(Inf)
  if (ours == theirs) return(0)
  if (is.infinite(ours) || is.infinite(theirs)) return(Inf)
  if (startsWith(name, "log-")) abs(ours - theirs) else abs(ours - theirs) / max(abs(ours), abs(theirs))
}

path <- commandArgs(trailingOnly = TRUE)[1]
grid <- read.delim(path, header = FALSE, sep = "\t", quote = "", colClasses = "character")
worst <- setNames(numeric(length(functions)), names(functions))
wrong <- 0
for (row in seq_len(nrow(grid))) {
  name <- grid[row, 1]
  f <- functions[[name]]
  if (is.null(f)) {
    cat("not known here:", name, "\n")
    wrong <- wrong + 1
    next
  }
  arguments <- lapply(strsplit(strsplit(grid[row, 2], ",", fixed = TRUE)[[1]], ";", fixed = TRUE), as.numeric)
  theirs <- as.numeric(grid[row, 3])
  ours <- do.call(f, arguments)
  off <- difference(name, ours, theirs)
  worst[name] <- max(worst[name], off)
  if (!(off <= tolerance)) {
    wrong <- wrong + 1
    if (wrong <= 20) {
      cat(sprintf("%s(%s): R %.17g, grid %s, off %.3g\n", name, substr(grid[row, 2], 1, 60), ours, grid[row, 3], off))
    }
  }
}

absent <- setdiff(names(functions), grid[, 1])
if (length(absent) > 0) cat("absent from the grid:", absent, "\n")
cat(sprintf("%-26s %.2g\n", names(worst), worst), sep = "")
cat(sprintf("%d values compared, %d off by more than %g\n", nrow(grid), wrong, tolerance))
if (wrong > 0 || length(absent) > 0) quit(status = 1)

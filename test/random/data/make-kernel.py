"""Reference values for test/random/kernel.test.ts, written to kernel.json beside this file.

python3 test/random/data/make-kernel.py && npx prettier --write test/random/data/kernel.json
(SciPy >= 1.11 and mpmath; their versions are written into the file)

Where SciPy itself misses the bound of the test (the far normal tail, Kolmogorov from n = 140 on), mpmath or SciPy's
exact branch takes its place, and the line says so.
"""

import json
import math
import pathlib

import mpmath
import numpy as np
import scipy
from scipy import integrate, linalg, special, stats
from scipy.stats import _ksstats

rng = np.random.default_rng(20250101)


def rows(function, *arguments):
    return [[*map(float, row), float(function(*row))] for row in zip(*arguments)]


def grid(*axes):
    return [axis.ravel() for axis in np.meshgrid(*axes)]


def log_points(low, high, count):
    return np.exp(np.linspace(math.log(low), math.log(high), count))


mpmath.mp.dps = 40
data = {"scipy": scipy.__version__, "mpmath": mpmath.__version__}

# special.ndtr is off by 1.2e-13 below -30.
data["normalCdf"] = rows(mpmath.ncdf, np.concatenate([np.linspace(-37, 8, 91), np.linspace(-1, 1, 21)]))
data["erfc"] = rows(special.erfc, np.concatenate([np.linspace(-6, 26, 65), np.linspace(-0.6, 0.6, 13)]))
upper = 1 - log_points(1e-15, 0.5, 30)
data["normalQuantile"] = rows(special.ndtri, np.concatenate([log_points(1e-300, 0.5, 90), upper, [1 - 1e-16, 0.07, 0.08]]))
near = np.concatenate([1 + np.array([-1, 1]) * 1e-3, 2 + np.array([-1, 1]) * 1e-3, [1.0001, 1.9999, 1, 2]])
data["lnGamma"] = rows(special.gammaln, np.concatenate([log_points(1e-8, 1e6, 120), near, np.linspace(0.1, 12, 60)]))

# Around the mean of the gamma law, in units of its standard deviation, and far into both tails.
a, z = grid(log_points(0.02, 1e5, 16), np.array([-8, -4, -2, -0.5, 0, 0.5, 2, 4, 8]))
x = np.maximum(a + z * np.sqrt(a), a * 1e-3)
data["gammaP"] = [r for r in rows(special.gammainc, a, x) if r[2] >= 1e-290]
data["gammaQ"] = [r for r in rows(special.gammaincc, a, x) if r[2] >= 1e-290]

a, b, z = grid(log_points(0.05, 1e4, 9), log_points(0.05, 1e4, 9), np.array([-6, -2, 0, 2, 6]))
mean, sd = a / (a + b), np.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
x = np.clip(mean + z * sd, 1e-6, 1 - 1e-6)
data["betaI"] = [r for r in rows(special.betainc, a, b, x) if 1e-290 <= r[3]]

p = np.concatenate([log_points(1e-12, 0.5, 12), 1 - log_points(1e-9, 0.5, 8)])
a, q = grid(log_points(0.1, 1000, 8), p)
data["inverseGammaP"] = rows(special.gammaincinv, a, q)
a, b, q = grid(log_points(0.2, 1000, 5), log_points(0.2, 1000, 5), p)
data["inverseBetaI"] = rows(special.betaincinv, a, b, q)

t, nu = grid(np.concatenate([-log_points(1e-3, 1e4, 15), log_points(1e-3, 10, 5)]), np.array([1, 2, 3, 4, 7.5, 30, 200]))
data["studentCdf"] = [r for r in rows(stats.t.cdf, t, nu) if r[2] >= 1e-290]
x, df = grid(log_points(0.01, 1000, 20), np.array([1, 2, 8, 9, 89, 899]))
data["chiSquareTail"] = [r for r in rows(stats.chi2.sf, x, df) if r[2] >= 1e-290]


def exact_kolmogorov_tail(n, d):
    # Below: Durbin's matrix, which scipy.stats.kstwo leaves for an approximation from n = 140 on.
    sf = stats.kstwo.sf(d, int(n))
    return float(sf) if sf < 1e-4 else float(1 - _ksstats._kolmogn_DMTW(int(n), d, cdf=True))


n, c = grid(np.array([5, 10, 20, 50, 100, 200, 350, 500]), np.array([0.5, 0.7, 0.9, 1.1, 1.4, 1.8, 2.2, 2.6, 3.0]))
data["kolmogorovExact"] = [
    [float(i), float(d), exact_kolmogorov_tail(i, d)]
    for i, d in zip(n, c / np.sqrt(n))
    if d < 1 and stats.kstwo.sf(d, int(i)) >= 1e-8
]
n, c = grid(np.array([600, 1000, 5000, 20000, 99999, 100001, 1e6, 1e7]), np.array([0.5, 0.7, 0.9, 1.2, 1.49, 1.51, 2, 2.5, 3]))
data["kolmogorov"] = [
    [float(i), float(d), float(stats.kstwo.sf(d, int(i)))]
    for i, d in zip(n, c / np.sqrt(n))
    if stats.kstwo.sf(d, int(i)) >= 1e-8
]


def debye(theta):
    # The integrand's Taylor form near 0 keeps quad from dividing by 0.
    value, _ = integrate.quad(lambda s: s / math.expm1(s) if s != 0 else 1.0, 0, theta, epsabs=1e-15, epsrel=2e-14, limit=400)
    return value / theta


thetas = np.concatenate([-log_points(0.1, 50, 10), log_points(0.1, 50, 20), [2, 5, -3, 3]])
data["debye"] = rows(debye, thetas)
data["frankTau"] = rows(lambda s: 1 - 4 / s * (1 - debye(s)), thetas)

u = np.concatenate([log_points(1e-14, 0.499, 8), 1 - log_points(1e-10, 0.4, 8)])
mean, q = grid(np.array([0.01, 0.5, 3, 10, 77.7, 1000, 123456.7, 1e6]), u)
data["poissonQuantile"] = [[r[1], r[0], r[2]] for r in rows(lambda m, v: stats.poisson.ppf(v, m), mean, q)]
size, chance, q = grid(np.array([1, 10, 1000, 1e6, 1e9]), np.array([1e-6, 0.01, 0.3, 0.5, 0.99]), u)
data["binomialQuantile"] = [
    [r[2], r[0], r[1], r[3]] for r in rows(lambda m, c, v: stats.binom.ppf(v, m, c), size, chance, q)
]

cases = []
for length, step in [(50, 0), (400, 0), (400, 8), (3000, 25)]:
    xs = rng.normal(size=length)
    ys = 0.6 * xs + 0.8 * rng.normal(size=length)
    if step:
        xs, ys = np.round(xs * step / 8), np.round(ys * step / 8)
    xs, ys = np.round(xs, 6), np.round(ys, 6)
    cases.append({"x": xs.tolist(), "y": ys.tolist(), "tau": float(stats.kendalltau(xs, ys).statistic)})
data["kendall"] = cases

matrix = np.array([[1, 0.6, 0.3, -0.2], [0.6, 1, 0.5, 0.1], [0.3, 0.5, 1, 0.4], [-0.2, 0.1, 0.4, 1]])
data["cholesky"] = {"matrix": matrix.tolist(), "lower": linalg.cholesky(matrix, lower=True).tolist()}
data["eigenvalues"] = sorted(linalg.eigvalsh(matrix).tolist())

# The four points of the limit law (Marsaglia & Marsaglia, 2004; Stephens, 1986).
data["andersonDarling"] = [[1.933, 0.10], [2.492, 0.05], [3.070, 0.025], [3.857, 0.01]]

target = pathlib.Path(__file__).with_name("kernel.json")
lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in data.items())
target.write_text("{\n" + lines + "\n}\n")

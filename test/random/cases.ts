/** Every distribution, each way to say it, and bounds; with the value frozen at u = 0.5421664396493738. */
import type { DistributionSpec } from '../../src/random/models/spec.ts';

export const CASES: readonly (readonly [DistributionSpec, number])[] = [
  [{ kind: 'uniform', low: -2, high: 3 }, 0.710832198246869],
  [{ kind: 'logUniform', low: 1, high: 1000 }, 42.31548461331705],
  [{ kind: 'int', min: 1, max: 6 }, 4],
  [{ kind: 'normal', mean: 0, sd: 1 }, 0.10589316048279382],
  [{ kind: 'lognormal', mu: 2, sigma: 0.6 }, 7.873761451083843],
  [{ kind: 'lognormal', median: 100, sigma: 0.5 }, 105.43733192467205],
  [{ kind: 'lognormal', median: 100, p95: 250 }, 106.0763992053436],
  [{ kind: 'lognormal', mean: 100, sd: 40 }, 96.7137765483984],
  [{ kind: 'exponential', mean: 1 }, 0.7812495662636553],
  [{ kind: 'exponential', rate: 4 }, 0.19531239156591382],
  [{ kind: 'triangular', low: 1, mode: 2, high: 6 }, 2.9740007919676312],
  [{ kind: 'triangular', low: 1, mode: 1, high: 6 }, 2.616830035489548],
  [{ kind: 'pareto', xMin: 100, alpha: 2 }, 147.79038749013912],
  [{ kind: 'pareto', xMin: 3, alpha: 6 }, 3.4171967448339853],
  [{ kind: 'weibull', scale: 10, shape: 1.7 }, 8.64838809230114],
  [{ kind: 'gamma', shape: 2.5, scale: 3 }, 7.000746186462052],
  [{ kind: 'gamma', shape: 0.4, scale: 3 }, 0.5464947061429601],
  [{ kind: 'beta', alpha: 2.5, beta: 4 }, 0.39311528983811894],
  [{ kind: 'beta', alpha: 0.5, beta: 0.7, low: 10, high: 30 }, 18.358324035238372],
  [{ kind: 'poisson', mean: 3 }, 3],
  [{ kind: 'poisson', mean: 123_456.7 }, 123494],
  [{ kind: 'binomial', n: 40, p: 0.3 }, 12],
  [{ kind: 'binomial', n: 1_000_000_000, p: 0.0001 }, 100033],
  [{ kind: 'geometric', p: 0.15 }, 4],
  [{ kind: 'zipf', n: 500, exponent: 1.1 }, 13],
  [{ kind: 'zipf', n: 20_000_000, exponent: 0.8 }, 1065063],
  [
    {
      kind: 'discrete',
      values: [
        [9.9, 5],
        [4.9, 3],
        [49, 1],
      ],
    },
    9.9,
  ],
  [
    {
      kind: 'empirical',
      points: [
        [0, 0],
        [0.5, 10],
        [0.9, 40],
        [1, 100],
      ],
    },
    13.162482973703037,
  ],
  [
    {
      kind: 'empirical',
      log: true,
      points: [
        [0, 1],
        [0.3, 10],
        [1, 100],
      ],
    },
    22.179515584912732,
  ],
  [
    {
      kind: 'mixture',
      parts: [
        [0.6, { kind: 'lognormal', mu: 6, sigma: 0.5 }, 'small'],
        [0.3, { kind: 'lognormal', mu: 8, sigma: 0.4 }],
        [0.1, { kind: 'normal', mean: 9000, sd: 500 }, 'large'],
      ],
    },
    773.2935331910387,
  ],
  [
    {
      kind: 'mixture',
      parts: [
        [2, { kind: 'int', min: 1, max: 3 }],
        [1, { kind: 'uniform', low: 2, high: 8 }],
      ],
    },
    3,
  ],
  [{ kind: 'zeroInflated', p: 0.3, distribution: { kind: 'exponential', mean: 5 } }, 2.1228731116246147],
  [{ kind: 'zeroInflated', p: 0.3, distribution: { kind: 'normal', mean: 1, sd: 2 } }, 0.20745527444471246],
  [{ kind: 'uniform', low: 0, high: 10, min: 2, max: 3 }, 2.5421664396493737],
  [{ kind: 'logUniform', low: 1, high: 1000, min: 5 }, 88.41200602533979],
  [{ kind: 'normal', mean: 5, sd: 2, min: 4, max: 12 }, 5.953888872537368],
  [{ kind: 'lognormal', median: 100, sigma: 1.2, min: 20, max: 900 }, 121.7556514279742],
  [{ kind: 'exponential', mean: 10, min: 2, max: 15 }, 7.015501868217379],
  [{ kind: 'triangular', low: 0, mode: 4, high: 10, min: 1, max: 7 }, 4.3730326784887055],
  [{ kind: 'pareto', xMin: 100, alpha: 0.9, max: 50_000 }, 237.06562581953062],
  [{ kind: 'pareto', xMin: 100, alpha: 1, min: 200, max: 10_000 }, 426.73322417379796],
  [{ kind: 'weibull', scale: 10, shape: 0.8, max: 30 }, 6.175034662867747],
  [{ kind: 'gamma', shape: 3, scale: 2, min: 3, max: 9 }, 5.642316134150307],
  [{ kind: 'beta', alpha: 2, beta: 5, low: 1, high: 5, min: 1.5, max: 3 }, 2.162069158367075],
  [{ kind: 'poisson', mean: 6, min: 2, max: 9 }, 6],
  [{ kind: 'binomial', n: 20, p: 0.5, min: 7 }, 10],
  [{ kind: 'geometric', p: 0.2, min: 1, max: 12 }, 4],
  [{ kind: 'zipf', n: 1000, exponent: 1.3, min: 3, max: 50 }, 9],
  [
    {
      kind: 'empirical',
      min: 5,
      max: 60,
      points: [
        [0, 0],
        [0.5, 10],
        [1, 100],
      ],
    },
    16.505811766690517,
  ],
  [
    {
      kind: 'mixture',
      min: 0,
      max: 20,
      parts: [
        [0.7, { kind: 'normal', mean: 2, sd: 3 }],
        [0.3, { kind: 'normal', mean: 15, sd: 4 }],
      ],
    },
    5.27311236079921,
  ],
];

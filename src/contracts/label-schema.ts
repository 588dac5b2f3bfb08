/** The payload of `label.assigned`, which the runtime makes for transforms: JSON Schema of what is written. */
import type { JsonSchema } from '../model/contract.ts';

export const LABEL_EVENT = 'label.assigned';

const text: JsonSchema = { type: 'string', minLength: 1 };
const texts: JsonSchema = { type: 'array', items: text };
const instant: JsonSchema = { type: 'string', format: 'date-time' };

/** Ground truth about one thing. Keys without a value are left out. */
export const labelSchema: JsonSchema = {
  type: 'object',
  properties: {
    labelId: text,
    type: text,
    category: { enum: ['F', 'E', 'D', 'S', 'R', 'drift', 'ring', 'decoy'] },
    targetKind: {
      enum: ['event', 'document', 'line', 'entry', 'openItem', 'master', 'actor', 'edge', 'ring', 'account'],
    },
    targetId: text,
    schemeId: text,
    role: { enum: ['perpetrator', 'accomplice', 'victim', 'vehicle', 'cover', 'collateral'] },
    step: { type: 'integer' },
    change: {
      anyOf: [
        { enum: ['added', 'removed'] },
        { type: 'object', properties: { kind: { const: 'altered' } }, required: ['kind', 'field'] },
      ],
    },
    amount: { description: 'What the process writes as money.' },
    currency: text,
    injectedAt: instant,
    firstEffect: instant,
    lastEffect: instant,
    concealed: { type: 'boolean' },
    discovered: text,
    breaks: texts,
    detectableBy: texts,
    difficulty: { type: 'integer', minimum: 1, maximum: 5 },
    seed: text,
    generatorVersion: text,
    params: { type: 'object' },
  },
  required: [
    'labelId',
    'type',
    'category',
    'targetKind',
    'targetId',
    'change',
    'injectedAt',
    'concealed',
    'breaks',
    'detectableBy',
    'seed',
    'generatorVersion',
  ],
  additionalProperties: false,
};

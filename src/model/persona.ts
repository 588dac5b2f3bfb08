import type { Fields } from './generator.ts';
import type { FieldGroup } from './group.ts';

/** A kind of actor: attributes drawn once per actor, readable by `ctx.get`. `locale` steers faker. */
export interface PersonaDefinition<F extends Fields = Fields> {
  readonly id: string;
  readonly name: string;
  readonly attributes: F;
  /** What attributes have to do with each other. */
  readonly groups?: readonly FieldGroup[];
}

/** Several personas by weight; one is drawn for each actor. */
export interface PersonaMix {
  readonly kind: 'personaMix';
  readonly parts: readonly (readonly [persona: PersonaDefinition, weight: number])[];
}

/** A persona or a mix: accepted wherever one is. */
export type Persona = PersonaDefinition | PersonaMix;

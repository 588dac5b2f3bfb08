/** Personas → what is drawn for an actor when it starts. */
import { describeValue, didYouMean } from '../errors.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Persona, PersonaDefinition, PersonaMix } from '../model/persona.ts';
import { locales, resolveLocale } from '../random/faker.ts';
import { cumulativeWeights, pickIndex } from '../random/models/weights.ts';
import { compileFields, type FieldPlan } from './action.ts';
import type { Frame } from './frame.ts';
import { checkId, IdScope, type Scope } from './scope.ts';
import { checkWeights } from './weights.ts';

export interface PersonaPlan {
  readonly id: string;
  /** In order of resolution: `locale` first, then as declared. */
  readonly attributes: readonly FieldPlan[];
}

export interface PersonasPlan {
  readonly personas: readonly PersonaPlan[];
  /** Which persona an actor is. */
  choose(frame: Frame): PersonaPlan | undefined;
}

const NOBODY: PersonasPlan = { personas: [], choose: () => undefined };

/** Compiles a persona or a mix. `scope` stands at the population. */
export function compilePersonas(persona: Persona | undefined, scope: Scope): PersonasPlan {
  if (persona === undefined) return NOBODY;
  if (typeof persona !== 'object' || persona === null) {
    scope.labelled("'persona'").wrongShape('persona is no object', 'a persona or personaMix', persona);
    return NOBODY;
  }
  if (isMix(persona)) return compileMix(persona, scope);
  const only = compilePersona(persona, scope);
  return { personas: [only], choose: () => only };
}

function isMix(persona: Persona): persona is PersonaMix {
  return 'kind' in persona && persona.kind === 'personaMix';
}

function compileMix(mix: PersonaMix, scope: Scope): PersonasPlan {
  const parts = mix.parts.filter(isPart);
  const at = scope.labelled("'persona'");
  if (parts.length < mix.parts.length)
    at.wrongShape('a part of personaMix is incomplete', '[persona, weight]', mix.parts);
  const ids = new IdScope();
  const personas = parts.map(([persona]) => {
    ids.claim(persona.id, persona, 'persona', at);
    return compilePersona(persona, scope);
  });
  const weights = parts.map(([, weight]) => weight);
  if (
    !checkWeights(
      personas.map(({ id }) => id),
      weights,
      at,
    )
  )
    return NOBODY;
  const cumulative = cumulativeWeights(weights);
  const key = scope.key('@persona');
  const draw = (frame: Frame): string =>
    personas[pickIndex(cumulative, frame.stream.open(key, frame).uniform())]?.id ?? '';
  const byId = new Map(personas.map((persona) => [persona.id, persona]));
  const site = scope.world.decisions.site<string>([...scope.path, '@persona'], 'persona', draw, [...byId.keys()]);
  return { personas, choose: (frame) => byId.get(site(frame, {})) };
}

function isPart(part: unknown): boolean {
  return Array.isArray(part) && part.length === 2 && typeof part[0] === 'object' && part[0] !== null;
}

/** Attributes of a persona, or of all personas of a mix, with the values that are written for them. */
export function attributesOf(persona: Persona | undefined): ReadonlyMap<string, readonly unknown[]> {
  const attributes = new Map<string, unknown[]>();
  if (typeof persona !== 'object' || persona === null) return attributes;
  const personas = isMix(persona) ? persona.parts.filter(isPart).map(([one]) => one) : [persona];
  for (const one of personas) {
    for (const [name, value] of Object.entries((one.attributes ?? {}) as object)) {
      attributes.set(name, [...(attributes.get(name) ?? []), value]);
    }
  }
  return attributes;
}

function compilePersona(persona: PersonaDefinition, above: Scope): PersonaPlan {
  const scope = above.child(['persona', persona.id], `persona '${persona.id}'`);
  checkId(persona.id, 'persona', scope);
  scope.checkKeys(persona, ['id', 'name', 'attributes', 'groups'], `persona '${persona.id}'`);
  const attributes = compileFields(persona.attributes, scope, {
    component: 'attribute',
    groups: persona.groups,
    seesActor: false,
  });
  checkLocale(persona.attributes, scope);
  const isLocale = ({ name }: FieldPlan): boolean => name === 'locale';
  return {
    id: persona.id,
    attributes: [...attributes.filter(isLocale), ...attributes.filter((field) => !isLocale(field))],
  };
}

function checkLocale(attributes: unknown, scope: Scope): void {
  const locale = (attributes as { readonly locale?: unknown } | undefined)?.locale;
  if (locale === undefined || isGenerator(locale) || typeof locale === 'function') return;
  if (typeof locale === 'string' && resolveLocale(locale) !== undefined) return;
  scope.labelled("attribute 'locale'").fault('LOCALE_UNKNOWN', `locale ${describeValue(locale)} is unknown`, {
    expected: "a locale of faker, such as 'de', 'de_AT' or 'en_GB'",
    received: describeValue(locale),
    suggestion: didYouMean(typeof locale === 'string' ? locale : '', [...locales()]),
  });
}

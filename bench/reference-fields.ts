/** The hand loop of the variant `fields`: the same objects, each field from the keyed stream that the engine gives it. */
import { keyOf, RandomStream, type Key } from '../src/random/keyed.ts';
import { ADVENTURES, fieldsJob } from './model-fields.ts';
import { taxOf } from './model-job.ts';
import { COMPANY_CODES, CURRENCIES, dayText, MATERIALS, PLANTS, VENDORS } from './model-text.ts';
import { days, later, openDraws, POPULATION, postings, startOf, type Emit, type Stamp } from './reference-loop.ts';

const JOURNEY = [...POPULATION, 'journey', fieldsJob.id];

/** Keys of one action, its fields by what they mean, whatever its shape calls them. */
interface ActionKeys {
  readonly name: string;
  readonly ids: Key;
  readonly number: Key;
  readonly companyCode: Key;
  readonly vendorName: Key;
  readonly material: Key;
  readonly plant: Key;
  readonly purchaseOrder: Key;
  readonly quantity: Key;
  readonly unitPrice: Key;
  readonly currency: Key;
  readonly date: Key;
  readonly lines: Key;
}

const PARTS = ADVENTURES.map(({ id, actions, fields }) => {
  const [number = '', date = ''] = Object.keys(fields).filter((field) => /Number$|By$|Date$|On$/.test(field));
  const base = [...JOURNEY, 'adventure', id, 'action'];
  return {
    delay: keyOf([...base, actions[0] ?? '', '@delay']),
    actions: actions.map((name) => actionKeys(name, [...base, name], { number, date })),
  };
});

function actionKeys(
  name: string,
  path: readonly string[],
  names: { readonly number: string; readonly date: string },
): ActionKeys {
  const field = (called: string): Key => keyOf([...path, 'field', called, 'value']);
  return {
    name,
    ids: keyOf([...path, '@id']),
    number: field(names.number),
    companyCode: field('companyCode'),
    vendorName: field('vendorName'),
    material: field('material'),
    plant: field('plant'),
    purchaseOrder: field('purchaseOrder'),
    quantity: field('quantity'),
    unitPrice: field('unitPrice'),
    currency: field('currency'),
    date: field(names.date),
    // Functions draw from the stream of their place.
    lines: keyOf([...path, 'field', 'lines', '@handler']),
  };
}

const ids = new RandomStream();
const scratch = new RandomStream();

/** Makes the events of `users` actors, one after another. */
export function handFields(users: number, stamp: Stamp, emit: Emit): void {
  for (let user = 0; user < users; user++) {
    const userId = `user-${user}`;
    const sessionId = `${userId}:${fieldsJob.id}:0`;
    let ms = startOf(user);
    for (let part = 0; part < PARTS.length; part++) {
      const keys = PARTS[part];
      if (keys === undefined) break;
      ms = later(part, ms, scratch.openAt(keys.delay, user, 0, 0, 0).uniform());
      for (const action of keys.actions) {
        const payload = payloadOf(part, action, user, ms);
        const id = ids.openAt(action.ids, user, 0, 0, 0).id();
        emit({ id, userId, sessionId, name: action.name, timestamp: stamp(ms), payload });
      }
    }
  }
}

function index(key: Key, user: number, n: number): number {
  return scratch.openAt(key, user, 0, 0, 0).index(n);
}

function pick(key: Key, user: number, list: readonly string[]): string {
  return list[index(key, user, list.length)] ?? '';
}

function payloadOf(part: number, keys: ActionKeys, user: number, ms: number): object {
  const quantity = 1 + index(keys.quantity, user, 500);
  const unitPrice = 100 + index(keys.unitPrice, user, 99_900);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  const number = 1_000_000 + index(keys.number, user, 9_000_000);
  const companyCode = pick(keys.companyCode, user, COMPANY_CODES);
  const vendorName = pick(keys.vendorName, user, VENDORS);
  const material = pick(keys.material, user, MATERIALS);
  const plant = pick(keys.plant, user, PLANTS);
  const purchaseOrder = 4_500_000_000 + index(keys.purchaseOrder, user, 100_000_000);
  const currency = pick(keys.currency, user, CURRENCIES);
  const date = dayText(ms + days(scratch.openAt(keys.date, user, 0, 0, 0).uniform(), 1, 60), 0);
  openDraws(keys.lines, user);
  const lines = postings(amount, tax);
  switch (part) {
    case 0:
      return {
        requisitionNumber: `PR-${number}`,
        companyCode,
        vendorName,
        material,
        plant,
        purchaseOrder,
        quantity,
        unitPrice,
        amount,
        tax,
        currency,
        neededBy: date,
        lines,
      };
    case 1:
      return {
        purchaseOrder,
        orderNumber: `PO-${number}`,
        vendorName,
        companyCode,
        plant,
        material,
        quantity,
        unitPrice,
        amount,
        tax,
        currency,
        deliveryDate: date,
        lines,
      };
    case 2:
      return {
        receiptNumber: `GR-${number}`,
        purchaseOrder,
        plant,
        material,
        quantity,
        unitPrice,
        amount,
        tax,
        postingDate: date,
        vendorName,
        companyCode,
        currency,
        lines,
      };
    case 3:
      return {
        documentNumber: `RE-${number}`,
        companyCode,
        vendorName,
        currency,
        quantity,
        unitPrice,
        amount,
        tax,
        dueDate: date,
        purchaseOrder,
        material,
        plant,
        lines,
      };
    case 4:
      return {
        paymentNumber: `ZP-${number}`,
        valueDate: date,
        currency,
        quantity,
        unitPrice,
        amount,
        tax,
        vendorName,
        companyCode,
        purchaseOrder,
        material,
        plant,
        lines,
      };
    default:
      return {
        quantity,
        unitPrice,
        amount,
        tax,
        lines,
        clearingNumber: `KZ-${number}`,
        clearedOn: date,
        companyCode,
        vendorName,
        purchaseOrder,
        currency,
        plant,
        material,
      };
  }
}

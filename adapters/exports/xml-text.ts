/** Texts as XML 1.0 holds them. */

/** Everything but tab, line feed, carriage return and what XML 1.0 calls a character; a surrogate alone among it. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Escapes a text for an element or for an attribute in double quotes; what no XML can hold becomes U+FFFD. */
export function xmlText(text: string): string {
  return text.replaceAll(FORBIDDEN, '\u{FFFD}').replaceAll(/[&<>"\t\n\r]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** An amount of money: whole minor units (cents, yen, fils) of an ISO 4217 currency. */
export interface Money<out C extends string = string> {
  readonly amount: number;
  readonly currency: C;
}

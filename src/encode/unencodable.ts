/** Thrown inside the writers where a value has no place in JSON; the encoder turns it into the error that says which. */
export const UNENCODABLE = Symbol('unencodable');

/** Where bytes wait that memory has no room for, in pieces. What can fail throws `SPOOL_FAILED`. */
export interface Spool<Piece = unknown> {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Keeps bytes, and gives by what to ask for them. */
  write(bytes: Uint8Array): Piece;
  read(piece: Piece): Uint8Array;
  /** Says that a piece is not needed any more. */
  free(piece: Piece): void;
  close(): void;
}

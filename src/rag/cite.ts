/** A place in the documentation that an answer cites: `n` is its number in the answer, `url` comes from the index alone. */
export interface Source {
  readonly n: number;
  readonly title: string;
  readonly url: string;
}

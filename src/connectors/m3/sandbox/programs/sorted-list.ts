/** A list in key order that is sorted again only after something changed. */
export class SortedList<T> {
  #version = -1;
  #entries: { key: string; value: T }[] = [];
  readonly #keyOf: (value: T) => string;

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  /** Takes the values over when their version is another one than last time. */
  refresh(values: Iterable<T>, version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#entries = Array.from(values, (value) => ({ key: this.#keyOf(value), value }));
    this.#entries.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  }

  /** The values from a key onwards. */
  *from(key: string): Iterable<T> {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.key ?? '') < key) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry) yield entry.value;
    }
  }
}

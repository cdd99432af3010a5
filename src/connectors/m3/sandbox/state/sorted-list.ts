/** Values in the order of a text key, kept so at each change; equal keys stay in the order they came. */
export class SortedList<T> {
  readonly #keys: string[] = [];
  readonly #values: T[] = [];

  insert(key: string, value: T): void {
    const place = this.#firstAfter(key);
    this.#keys.splice(place, 0, key);
    this.#values.splice(place, 0, value);
  }

  remove(key: string, value: T): void {
    const place = this.#values.indexOf(value, this.#firstFrom(key));
    if (place < 0 || this.#keys[place] !== key) return;
    this.#keys.splice(place, 1);
    this.#values.splice(place, 1);
  }

  /** The values from a key onwards. */
  *from(key: string): Iterable<T> {
    for (let place = this.#firstFrom(key); place < this.#values.length; place += 1) yield this.#values[place] as T;
  }

  #firstFrom(key: string): number {
    return this.#search((other) => other < key);
  }

  #firstAfter(key: string): number {
    return this.#search((other) => other <= key);
  }

  #search(isBefore: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.#keys[middle] ?? '')) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A binary heap of (key, node), smallest key first; equal keys come out in an order that depends on the pushes alone. */
export class Heap {
  keys: Float64Array;
  nodes: Int32Array;
  size = 0;

  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.nodes = new Int32Array(capacity);
  }

  clear(): void {
    this.size = 0;
  }

  push(key: number, node: number): void {
    if (this.size === this.keys.length) this.#grow();
    const { keys, nodes } = this;
    let i = this.size++;
    while (i > 0) {
      const above = (i - 1) >> 1;
      if ((keys[above] as number) <= key) break;
      keys[i] = keys[above] as number;
      nodes[i] = nodes[above] as number;
      i = above;
    }
    keys[i] = key;
    nodes[i] = node;
  }

  /** The node of the smallest key. Not to be called when empty. */
  pop(): number {
    const { keys, nodes } = this;
    const top = nodes[0] as number;
    const size = --this.size;
    const key = keys[size] as number;
    const node = nodes[size] as number;
    let i = 0;
    for (;;) {
      let below = 2 * i + 1;
      if (below >= size) break;
      if (below + 1 < size && (keys[below + 1] as number) < (keys[below] as number)) below++;
      if ((keys[below] as number) >= key) break;
      keys[i] = keys[below] as number;
      nodes[i] = nodes[below] as number;
      i = below;
    }
    keys[i] = key;
    nodes[i] = node;
    return top;
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.keys.length);
    const nodes = new Int32Array(2 * this.nodes.length);
    keys.set(this.keys);
    nodes.set(this.nodes);
    this.keys = keys;
    this.nodes = nodes;
  }
}

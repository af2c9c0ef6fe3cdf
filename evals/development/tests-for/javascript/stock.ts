/** One delivery that is still in stock, in whole or in part. */
export interface Batch {
  readonly id: string;
  readonly unitCost: number;
  quantity: number;
  /** ISO date, or undefined for goods that do not spoil. */
  readonly expires?: string;
}

export interface Movement {
  readonly kind: 'in' | 'out' | 'spoiled';
  readonly quantity: number;
  readonly cost: number;
}

export class StockError extends Error {
  constructor(
    message: string,
    readonly missing: number = 0,
  ) {
    super(message);
    this.name = 'StockError';
  }
}

/** Stock of one article, taken out by expiry and then by age, valued at what it cost. */
export class Stock {
  private batches: Batch[] = [];
  private readonly movements: Movement[] = [];
  private reserved = 0;

  get quantity(): number {
    return this.batches.reduce((sum, batch) => sum + batch.quantity, 0);
  }

  get available(): number {
    return this.quantity - this.reserved;
  }

  /** What the stock cost, in cents. */
  get value(): number {
    return this.batches.reduce((sum, batch) => sum + batch.quantity * batch.unitCost, 0);
  }

  get history(): readonly Movement[] {
    return [...this.movements];
  }

  receive(batch: Batch): void {
    if (!Number.isInteger(batch.quantity) || batch.quantity <= 0 || batch.unitCost < 0) {
      throw new StockError(`batch ${batch.id} has no valid quantity or cost`);
    }
    if (this.batches.some((known) => known.id === batch.id)) {
      throw new StockError(`batch ${batch.id} is known`);
    }
    this.batches.push({ ...batch });
    this.batches.sort((left, right) => (left.expires ?? '9999').localeCompare(right.expires ?? '9999'));
    this.movements.push({ kind: 'in', quantity: batch.quantity, cost: batch.quantity * batch.unitCost });
  }

  /** Keeps a quantity back; says whether there was enough. */
  reserve(quantity: number): boolean {
    if (quantity < 1) {
      throw new RangeError('reserve at least one');
    }
    if (quantity > this.available) {
      return false;
    }
    this.reserved += quantity;
    return true;
  }

  release(quantity: number): void {
    this.reserved = Math.max(0, this.reserved - quantity);
  }

  /** Takes a quantity out and answers with its cost. Reserved goods are taken only when asked for. */
  take(quantity: number, fromReserved = false): number {
    const limit = fromReserved ? this.reserved : this.available;
    if (quantity < 1) {
      throw new RangeError('take at least one');
    }
    if (quantity > limit) {
      throw new StockError('not enough in stock', quantity - limit);
    }
    let left = quantity;
    let cost = 0;
    for (const batch of this.batches) {
      const part = Math.min(left, batch.quantity);
      batch.quantity -= part;
      cost += part * batch.unitCost;
      left -= part;
      if (left === 0) {
        break;
      }
    }
    this.batches = this.batches.filter((batch) => batch.quantity > 0);
    if (fromReserved) {
      this.reserved -= quantity;
    }
    this.movements.push({ kind: 'out', quantity, cost });
    return cost;
  }

  /** Throws away what expired before the day; what was reserved beyond the rest is no longer reserved. */
  discardExpired(today: string): number {
    const spoiled = this.batches.filter((batch) => batch.expires !== undefined && batch.expires < today);
    const quantity = spoiled.reduce((sum, batch) => sum + batch.quantity, 0);
    if (quantity === 0) {
      return 0;
    }
    const cost = spoiled.reduce((sum, batch) => sum + batch.quantity * batch.unitCost, 0);
    this.batches = this.batches.filter((batch) => !spoiled.includes(batch));
    this.reserved = Math.min(this.reserved, this.quantity);
    this.movements.push({ kind: 'spoiled', quantity, cost });
    return quantity;
  }

  /** The average cost of a piece, rounded half up to whole cents. */
  averageCost(): number {
    return this.quantity === 0 ? 0 : Math.round(this.value / this.quantity);
  }
}

export interface Account {
  id: string;
  owner: string;
  balance: number;
  frozen?: boolean;
}

/** Where accounts are kept. */
export interface AccountStore {
  get(id: string): Promise<Account | null>;
  put(account: Account): Promise<void>;
}

export type TransferError = "not-found" | "frozen" | "insufficient-funds" | "invalid-amount" | "same-account";

export type TransferResult = { ok: true; balance: number; fee: number } | { ok: false; error: TransferError };

/** Amounts are whole cents. */
export class AccountRepository {
  private cache = new Map<string, { account: Account; at: number }>();

  /**
   * @param store where accounts are kept
   * @param now milliseconds
   * @param ttl how many milliseconds an account is kept
   */
  constructor(
    private readonly store: AccountStore,
    private readonly now: () => number,
    private readonly ttl: number = 30_000,
  ) {
    if (ttl < 0) {
      throw new RangeError("ttl must not be negative");
    }
  }

  /** An account from the cache or the store, or null. */
  async find(id: string): Promise<Account | null> {
    const hit = this.cache.get(id);
    if (hit && this.now() - hit.at < this.ttl) {
      return hit.account;
    }
    const account = await this.store.get(id);
    if (account === null) {
      this.cache.delete(id);
      return null;
    }
    this.cache.set(id, { account, at: this.now() });
    return account;
  }

  /** Opens an account. Rejects with TypeError where the id is none, and with Error where it is taken. */
  async open(id: string, owner: string, balance: number = 0): Promise<Account> {
    if (!/^[A-Z]{2}\d{4}$/.test(id)) {
      throw new TypeError(`invalid account id: ${id}`);
    }
    if (balance < 0 || !Number.isInteger(balance)) {
      throw new RangeError("balance must be a whole number of cents");
    }
    if ((await this.store.get(id)) !== null) {
      throw new Error(`account ${id} exists`);
    }
    const account: Account = { id, owner: owner.trim() || "unknown", balance };
    await this.save(account);
    return account;
  }

  /** Takes 1 % of what is above 1000 euros, at least 50 cents and at most 20 euros; small transfers are free. */
  static feeOf(amount: number): number {
    const above = amount - 100_000;
    if (above <= 0) {
      return 0;
    }
    return Math.min(Math.max(Math.round(above / 100), 50), 2000);
  }

  async transfer(from: string, to: string, amount: number): Promise<TransferResult> {
    if (!Number.isInteger(amount) || amount <= 0) {
      return { ok: false, error: "invalid-amount" };
    }
    if (from === to) {
      return { ok: false, error: "same-account" };
    }
    const [source, target] = [await this.find(from), await this.find(to)];
    if (source === null || target === null) {
      return { ok: false, error: "not-found" };
    }
    if (source.frozen || target.frozen) {
      return { ok: false, error: "frozen" };
    }
    const fee = AccountRepository.feeOf(amount);
    if (source.balance < amount + fee) {
      return { ok: false, error: "insufficient-funds" };
    }
    await this.save({ ...source, balance: source.balance - amount - fee });
    await this.save({ ...target, balance: target.balance + amount });
    return { ok: true, balance: source.balance - amount - fee, fee };
  }

  /** How many accounts are kept. */
  get cached(): number {
    return this.cache.size;
  }

  private async save(account: Account): Promise<void> {
    await this.store.put(account);
    this.cache.set(account.id, { account, at: this.now() });
  }
}

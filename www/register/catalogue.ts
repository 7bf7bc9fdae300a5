/** The register's products: what a scanned code or a typed word means. */
import type { Language, Product } from './model.js';
import { gs1Check } from './shop.js';

/** What a label of the scale says, as the register itself reads it. */
export interface Weighed { product: Product; quantity: string }

export type Found =
  | { kind: 'product'; product: Product }
  | { kind: 'products'; products: Product[] }
  | { kind: 'code'; code: string; own?: Weighed }
  | { kind: 'nothing' };

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();

export class Catalogue {
  private readonly codes = new Map<string, Product>();

  constructor(readonly products: Product[]) {
    for (const product of products) {
      this.codes.set(product.sku, product);
      if (product.plu) this.codes.set(product.plu, product);
    }
  }

  static async load(): Promise<Catalogue> {
    return new Catalogue((await (await fetch('products.json')).json()) as Product[]);
  }

  keys(): Product[] {
    return this.products.filter((product) => product.key);
  }

  search(text: string, language: Language): Product[] {
    const words = folded(text).split(/\s+/).filter(Boolean);
    return this.products.filter((product) => {
      const name = folded(`${product.name[language]} ${product.name.hr} ${product.plu ?? ''}`);
      return words.every((word) => name.includes(word));
    });
  }

  /** What a text in the scan field means; what no product has goes to the page as a code. */
  find(text: string, language: Language): Found {
    const product = this.codes.get(text);
    if (product) return { kind: 'product', product };
    const own = this.weighed(text);
    if (own) return { kind: 'code', code: text, own };
    const products = this.search(text, language);
    if (products.length === 1) return { kind: 'product', product: products[0] as Product };
    if (products.length) return { kind: 'products', products };
    return /^[!-~]{4,64}$/.test(text) && /[\dA-Z]/.test(text) ? { kind: 'code', code: text } : { kind: 'nothing' };
  }

  /** The product of a number, or of an item reference of the shop's own codes (plu). */
  known(number: string): Product | undefined {
    return this.codes.get(number) ?? this.codes.get(number.replace(/^0+/, ''));
  }

  /** An in-store code of the scale, for the time without the page: 21, five digits PLU, five digits grams, check digit. */
  private weighed(text: string): Weighed | undefined {
    const parts = /^21(\d{5})(\d{5})(\d)$/.exec(text);
    if (!parts || gs1Check(text.slice(0, 12)) !== parts[3]) return undefined;
    const product = this.codes.get(String(Number(parts[1])));
    const grams = Number(parts[2]);
    if (!product || !grams) return undefined;
    return { product, quantity: `${Math.floor(grams / 1000)}.${String(grams % 1000).padStart(3, '0')}` };
  }
}

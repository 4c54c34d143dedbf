// What the page and its worker say to each other: one union a direction, told apart by `kind`. Every request carries an
// id, and its answer (or `failed`) carries the same one. `start`, `kept` and `done` come around every return that is read.

/** The unpacked parts of the page that a worker needs to come up. Kept by the page, for the next worker. */
export interface Parts {
  readonly module: WebAssembly.Module;
  readonly pyodide: string;
  readonly asm: string;
  readonly lock: string;
  readonly stdlib: Uint8Array;
  readonly app: Uint8Array;
}

/**
 * A file as the worker's own file system holds it. What was chosen stands under its relative path, as on the command
 * line; the page's own files, but for the results of a merge, under absolute ones, which nothing chosen can reach.
 */
export interface StoredFile {
  readonly path: string;
  /** What it holds; of a large one perhaps the beginning alone, and nothing where the browser could not read it. */
  readonly data: Uint8Array | null;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** What became of a file, pickled by Python: it need not be read again in the worker's next life. */
export interface Kept {
  readonly key: string;
  readonly data: Uint8Array;
}

/** A file that ended or outlasted its worker. */
export interface Lost {
  readonly key: string;
  readonly reason: "timeout" | "crash";
}

export type Request =
  | { readonly kind: "boot"; readonly id: number; readonly parts: Parts }
  | { readonly kind: "store"; readonly id: number; readonly remove: readonly string[]; readonly files: readonly StoredFile[] }
  | { readonly kind: "resume"; readonly id: number; readonly kept: readonly Kept[]; readonly lost: readonly Lost[] }
  | { readonly kind: "act"; readonly id: number; readonly action: string; readonly given: string }
  | { readonly kind: "fetch"; readonly id: number; readonly path: string };

export type Reply =
  | { readonly kind: "start"; readonly file: string; readonly key: string }
  | { readonly kind: "kept"; readonly kept: Kept }
  | { readonly kind: "done"; readonly file: string; readonly key: string }
  | { readonly kind: "answer"; readonly id: number; readonly text: string; readonly memory: number }
  | { readonly kind: "files"; readonly id: number; readonly files: readonly StoredFile[] }
  | { readonly kind: "failed"; readonly id: number; readonly text: string };

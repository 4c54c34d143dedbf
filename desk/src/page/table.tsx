// What several screens show alike: a table, and a text that somebody else wrote.

import type { ComponentChild, HTMLAttributes } from "preact";

/** Characters of a text that are shown at once. */
const SHOWN = 300;
/** Characters beyond those that are shown too: to say that there are so few more takes as much room. */
const FEW = 20;
/** Marks that turn the direction of all that stands after them, as in `foto\u202exslx.gpj`. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const NUMBER = new Intl.NumberFormat("id-ID");

export type Cell = string | number;

export function shownNumber(value: Cell): string {
  return typeof value === "number" ? NUMBER.format(value) : value;
}

/** A text without marks that turn what follows them. */
export function unturned(text: string): string {
  return text.replace(TURNING, "");
}

/** A text from a return or the name of a file, whatever is in it: a long one is unfolded, and none turns what follows it. */
export function Typed({ text, most = SHOWN }: { readonly text: string; readonly most?: number }) {
  const letters = Array.from(unturned(text));
  return letters.length <= most + FEW ? (
    <>{letters.join("")}</>
  ) : (
    <>
      {letters.slice(0, most).join("")}
      <details class="sisa">
        <summary>… {shownNumber(letters.length - most)} huruf lagi</summary>
        {letters.slice(most).join("")}
      </details>
    </>
  );
}

interface TableGiven {
  readonly id?: string;
  readonly label: string;
  readonly heads: readonly string[];
  /** Lines of a name and what is said of it. */
  readonly lines: readonly (readonly ComponentChild[])[];
  /** How a cell looks beside its words. */
  readonly look?: (cell: ComponentChild) => HTMLAttributes<HTMLTableCellElement>;
}

/** A table with its heads, the first cell of a line being its head. One that is wider than the screen scrolls by itself. */
export function Table({ id, label, heads, lines, look = () => ({}) }: TableGiven) {
  const align = (cell: ComponentChild) => (typeof cell === "number" ? "angka" : "");
  return (
    <div class="gulir" tabIndex={0} role="region" aria-label={label}>
      <table id={id}>
        <caption class="hanya-terdengar">{label}</caption>
        <thead>
          <tr>
            {heads.map((head, at) => (
              <th key={head} scope="col" class={align(lines[0]?.[at])}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, ...cells], n) => (
            <tr key={n}>
              <th scope="row">{shown(name)}</th>
              {cells.map((cell, at) => (
                <td key={at} class={align(cell)} {...look(cell)}>
                  {shown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(cell: ComponentChild): ComponentChild {
  return typeof cell === "string" ? <Typed text={cell} /> : typeof cell === "number" ? shownNumber(cell) : cell;
}

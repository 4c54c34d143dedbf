// What a collection looks like: each picture is drawn from its table, and the table stands beside it. Board and heat table
// can be copied as an image.

import { useState } from "preact/hooks";

import type { Card, CardLine, Line, Picture } from "./answers";
import { type Cell, Table, Typed, shownNumber } from "./table";

export function Pictures({ pictures, oncopy }: { readonly pictures: readonly Picture[]; readonly oncopy: (picture: Picture) => void }) {
  return pictures.length === 0 ? null : (
    <details id="gambar">
      <summary>Gambar: kelengkapan, masalah, jenis, anggaran, quick win</summary>
      {pictures.map((picture) => (
        <figure key={picture.name} data-gambar={picture.name}>
          <figcaption>
            <h4>{picture.title}</h4>
          </figcaption>
          {picture.kind === "heat" || picture.kind === "list" ? (
            <Figures picture={picture} />
          ) : (
            <>
              <Bars picture={picture} />
              <details>
                <summary>Tabelnya</summary>
                <Figures picture={picture} />
              </details>
            </>
          )}
          {picture.kind === "heat" && (
            <button type="button" class="lain kecil" data-salin={picture.name} onClick={() => { oncopy(picture); }}>
              Salin sebagai gambar
            </button>
          )}
        </figure>
      ))}
    </details>
  );
}

/** The tint of a figure: how much of the largest one it is. Every figure is also written. */
export function tint(value: string | number, largest: number): number {
  return typeof value === "number" && value > 0 && largest > 0 ? 0.12 + (0.5 * value) / largest : 0;
}

export function largestOf(picture: Picture): number {
  return Math.max(0, ...picture.lines.flatMap((line) => line.filter((cell) => typeof cell === "number")));
}

function Figures({ picture }: { readonly picture: Picture }) {
  const largest = largestOf(picture);
  const look = (cell: unknown) => ({ style: { "--tint": `${Math.round(100 * tint(cell as Cell, largest))}%` } });
  return picture.kind === "heat" ? (
    <div class="panas">
      <Table label={picture.title} {...picture} look={look} />
    </div>
  ) : (
    <Table label={picture.title} {...picture} />
  );
}

/** Bars of the first figure of each line; of a share, out of the second. */
function Bars({ picture }: { readonly picture: Picture }) {
  const largest = largestOf(picture);
  return (
    <div class="balok">
      {picture.lines.map(([name, first = 0, second], n) => {
        const value = Number(first);
        const whole = picture.kind === "share" ? Number(second) : largest;
        const words = picture.kind === "share" ? `${shownNumber(first)} dari ${shownNumber(second ?? 0)}` : shownNumber(first);
        return (
          <div key={n} class="baris-balok">
            <span>{name}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="latar" width="100" height="10" />
              <rect width={whole > 0 ? (100 * value) / whole : 0} height="10" />
            </svg>
            <span class="angka">{words}</span>
          </div>
        );
      })}
    </div>
  );
}

interface CardsGiven {
  readonly cards: readonly CardLine[];
  readonly onopen: (row: string) => Promise<Card | undefined>;
}

/** One program at a time, in large type. */
export function Cards({ cards, onopen }: CardsGiven) {
  const [card, setCard] = useState<Card | undefined>();
  return cards.length === 0 ? null : (
    <details id="kartu">
      <summary>Kartu Program ({cards.length})</summary>
      <label>
        <span>Program</span>
        <select
          id="pilih-kartu"
          onChange={(event) => {
            void onopen(event.currentTarget.value).then(setCard, () => undefined);
          }}
        >
          <option value="">pilih satu</option>
          {cards.map(({ row, title }) => (
            <option key={row} value={row}>
              {row} {title}
            </option>
          ))}
        </select>
      </label>
      {card !== undefined && (
        <article class="kartu" aria-label={card.title}>
          <h4>
            <Typed text={card.title} />
          </h4>
          <p class="lirih">{card.about}</p>
          <dl>
            {card.facts.map(({ name, text }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Typed text={text} />
                </dd>
              </div>
            ))}
          </dl>
          {card.actions.length > 0 && (
            <ol>
              {card.actions.map((action, n) => (
                <li key={n}>
                  <Typed text={action.filter((part) => part !== "").join(" · ")} />
                </li>
              ))}
            </ol>
          )}
        </article>
      )}
    </details>
  );
}

/** The board as a table of groups by sheets, as it is put on a screen and copied. */
export function boardPicture(lines: readonly Line[], title: string): Picture {
  const forms = [...new Set(lines.map(({ form }) => form))];
  const names = [...new Set(lines.map(({ name }) => name))];
  const at = new Map(lines.map((line) => [`${line.name}|${line.form}`, line.state]));
  return {
    name: "papan",
    title,
    kind: "list",
    heads: ["Kelompok", ...forms],
    lines: names.map((name) => [name, ...forms.map((form) => at.get(`${name}|${form}`) ?? "")] as const),
  };
}

/** A table drawn as a PNG, in light colours, as it is pasted into papers and chats. */
export async function drawn(picture: Picture): Promise<Blob> {
  const [wide, high, pad] = [170, 46, 14];
  const canvas = document.createElement("canvas");
  const [scale, columns] = [2, picture.heads.length];
  canvas.width = scale * (wide * (columns + 0.6) + 2 * pad);
  canvas.height = scale * (high * (picture.lines.length + 2.2) + 2 * pad);
  const pen = canvas.getContext("2d");
  if (pen === null) {
    throw new Error("Gambar tidak dapat dibuat di peramban ini.");
  }
  pen.scale(scale, scale);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const largest = largestOf(picture);
  const write = (text: string, left: number, top: number, room: number, isBold: boolean) => {
    pen.fillStyle = "#1d2733";
    pen.font = `${isBold ? "600 " : ""}13px "Segoe UI", system-ui, sans-serif`;
    wrapped(pen, text, room, 2).forEach((line, n) => {
      pen.fillText(line, left, top + 16 * n);
    });
  };
  write(picture.title, pad, pad + 16, wide * columns, true);
  [picture.heads, ...picture.lines].forEach((cells, n) => {
    const top = pad + high * (n + 0.9);
    cells.forEach((cell, at) => {
      const left = pad + (at === 0 ? 0 : wide * (at + 0.6));
      const room = at === 0 ? wide * 1.6 : wide;
      if (n > 0 && picture.kind === "heat") {
        pen.fillStyle = `rgba(18, 80, 123, ${tint(cell, largest)})`;
        pen.fillRect(left, top, room, high);
      }
      pen.strokeStyle = "#c9d2dc";
      pen.strokeRect(left, top, room, high);
      write(shownNumber(cell), left + 6, top + 18, room - 12, n === 0 || at === 0);
    });
  });
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) {
        reject(new Error("Gambar tidak dapat dibuat di peramban ini."));
      } else {
        resolve(blob);
      }
    }, "image/png");
  });
}

/** A text in at most so many lines that fit a room; what does not fit is cut, visibly. */
function wrapped(pen: CanvasRenderingContext2D, text: string, room: number, most: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines[lines.length - 1] ?? ""} ${word}`.trim();
    if (pen.measureText(longer).width <= room || lines[lines.length - 1] === "") {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ""}…`];
}

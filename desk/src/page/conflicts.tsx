// Where copies say different things: the values side by side, one click each; and what was filled in or stored otherwise.

import { useRef, useState } from "preact/hooks";

import type { Adjustment, Conflict, EntryLine, ReadingLine, SpellingLine } from "./answers";
import { More } from "./findings";
import { Table, Typed } from "./table";

const PORTION = 20;
/** Cells of a spelling that are named. */
const NAMED = 8;
/** Characters of a title that are shown at once, and of a value that the name of its button says. */
const BRIEF = 80;

interface ConflictsGiven {
  readonly conflicts: readonly Conflict[];
  readonly ondecide: (conflict: Conflict, reading: ReadingLine) => void;
  readonly onundo: (conflict: Conflict) => void;
}

export function Conflicts({ conflicts, ondecide, onundo }: ConflictsGiven) {
  const [most, setMost] = useState(PORTION);
  const open = conflicts.filter(({ decision }) => decision === "").length;
  if (conflicts.length === 0) {
    return null;
  }
  return (
    <section class="bagian" aria-labelledby="judul-beda">
      <h3 id="judul-beda" tabIndex={-1}>
        Isian berbeda ({open === 0 ? "semua sudah diputuskan" : `${open} belum diputuskan`})
      </h3>
      {conflicts.slice(0, most).map((conflict) => (
        <Differing key={`${conflict.form}|${conflict.row}|${conflict.column}`} {...{ conflict, ondecide, onundo }} />
      ))}
      <More shown={Math.min(most, conflicts.length)} all={conflicts.length} onmore={() => { setMost(most + PORTION); }} />
    </section>
  );
}

interface DifferingGiven extends Pick<ConflictsGiven, "ondecide" | "onundo"> {
  readonly conflict: Conflict;
}

/** The values of one answer side by side. What is decided comes first in a conflict, but stays where it was on the page. */
function Differing({ conflict, ondecide, onundo }: DifferingGiven) {
  const [chosen] = conflict.readings;
  const order = useRef<readonly string[]>([]);
  order.current = [...new Set([...order.current, ...conflict.readings.map(nameOf)])];
  const readings = [...conflict.readings].sort((one, other) => order.current.indexOf(nameOf(one)) - order.current.indexOf(nameOf(other)));
  const place = `${conflict.heading} pada ${conflict.row}`;
  return (
    <article class="beda" data-conflict={`${conflict.row} ${conflict.column}`} data-decided={conflict.decision !== ""} aria-label={place}>
      <p>
        <b>{conflict.heading}</b> pada {conflict.row} <Typed text={conflict.title} most={BRIEF} />
        <span class="tempat">{conflict.name}</span>
        {conflict.unused !== "" && <span class="masalah">Keputusan lama tidak dipakai: {conflict.unused}.</span>}
      </p>
      <div class="berdampingan">
        {readings.map((reading) => {
          const isChosen = conflict.decision !== "" && reading === chosen;
          return (
            <div key={nameOf(reading)} class={isChosen ? "nilai terpilih" : "nilai"}>
              <span class="isi">
                <Typed text={reading.text} />
              </span>
              <span class="tempat">
                <Typed text={placeOf(reading)} />
              </span>
              {reading.saved !== "" && <span class="tempat">Disimpan {reading.saved}</span>}
              <button type="button" class="lain kecil" aria-pressed={isChosen} onClick={() => { ondecide(conflict, reading); }}>
                {isChosen ? "Dipakai" : "Pakai ini"}
                <span class="hanya-terdengar">
                  : {reading.text.slice(0, BRIEF)} untuk {place}
                </span>
              </button>
              {conflict.decision === "" && reading === chosen && <span class="tempat">Dipakai sementara, sampai diputuskan</span>}
            </div>
          );
        })}
      </div>
      {conflict.decision !== "" && (
        <button
          type="button"
          class="lain kecil"
          onClick={(event) => {
            event.currentTarget.closest("article")?.querySelector("button")?.focus(); // this one goes away
            onundo(conflict);
          }}
        >
          Batalkan keputusan<span class="hanya-terdengar"> {place}</span>
        </button>
      )}
    </article>
  );
}

interface SpellingsGiven {
  readonly spellings: readonly SpellingLine[];
  /** An empty entry takes the decision back. */
  readonly ondecide: (line: SpellingLine, entry: string, alias: boolean) => void;
}

/** Spellings that no list knows, decided once for all their cells. */
export function SpellingLines({ spellings, ondecide }: SpellingsGiven) {
  return spellings.length === 0 ? null : (
    <section class="bagian" aria-labelledby="judul-ejaan">
      <h3 id="judul-ejaan">Ejaan ({spellings.filter(({ entry }) => entry === "").length} belum diputuskan)</h3>
      {spellings.map((line) => (
        <article key={`${line.list}|${line.text}`} class="beda" data-ejaan={line.text} data-decided={line.entry !== ""}>
          <p>
            <b>
              <Typed text={line.text} />
            </b>{" "}
            tidak ada dalam daftar {line.title}, di {line.cells.length} sel.
            <span class="tempat">{line.cells.slice(0, NAMED).join("; ")}{line.cells.length > NAMED ? `; dan ${line.cells.length - NAMED} lagi` : ""}</span>
          </p>
          <div class="jawab">
            <label>
              <span>Maksudnya<span class="hanya-terdengar"> {line.text}</span></span>
              <select value={line.entry} onChange={(event) => { ondecide(line, event.currentTarget.value, line.alias); }}>
                <option value="">belum diputuskan</option>
                {line.entries.map((entry) => (
                  <option key={entry} value={entry}>
                    {entry}
                  </option>
                ))}
              </select>
            </label>
            {line.entry === "" && line.entries[0] !== undefined && (
              <button type="button" class="lain kecil" onClick={(event) => {
                  event.currentTarget.closest("article")?.querySelector("select")?.focus(); // this one goes away
                  ondecide(line, line.entries[0] ?? "", line.alias);
                }}
              >
                {line.entries[0]}
                <span class="hanya-terdengar"> untuk {line.text}</span>
              </button>
            )}
            {line.entry !== "" && (
              <label class="pilih">
                <input type="checkbox" checked={line.alias} onChange={(event) => { ondecide(line, line.entry, event.currentTarget.checked); }} />{" "}
                <span>Simpan sebagai alias, agar dikenali juga di bimtek berikutnya</span>
              </label>
            )}
          </div>
        </article>
      ))}
    </section>
  );
}

/** What the secretariat has filled in, by page or matrix, each to be taken back. */
export function Entries({ entries, onundo }: { readonly entries: readonly EntryLine[]; readonly onundo: (entry: EntryLine) => void }) {
  const state = (entry: EntryLine) => (
    <>
      {entry.unused === "" ? "dipakai" : `belum dipakai: ${entry.unused}`}{" "}
      <button
        type="button"
        class="lain kecil"
        onClick={(event) => {
          event.currentTarget.closest("details")?.querySelector("summary")?.focus(); // this line goes away
          onundo(entry);
        }}
      >
        Batalkan<span class="hanya-terdengar"> {entry.heading} pada {entry.row}</span>
      </button>
    </>
  );
  return entries.length === 0 ? null : (
    <details>
      <summary>Isian sekretariat ({entries.length})</summary>
      <Table
        id="isian"
        label="Isian sekretariat"
        heads={["Baris", "Isian", "Diisi", "Kata siapa", "Tertulis di kiriman", "Keadaan"]}
        lines={entries.map((entry) => [entry.row, entry.heading, entry.value, entry.source, entry.before, state(entry)])}
      />
    </details>
  );
}

export function Adjustments({ adjustments }: { readonly adjustments: readonly Adjustment[] }) {
  const [most, setMost] = useState(PORTION);
  return adjustments.length === 0 ? null : (
    <details>
      <summary>Penyesuaian otomatis ({adjustments.length})</summary>
      <Table
        id="penyesuaian"
        label="Penyesuaian otomatis"
        heads={["Baris", "Isian", "Tertulis", "Disimpan", "Penyesuaian", "Sel"]}
        lines={adjustments.slice(0, most).map((line) => [line.row, line.heading, line.raw, line.value, line.rule, placeOf(line)])}
      />
      <More shown={Math.min(most, adjustments.length)} all={adjustments.length} onmore={() => { setMost(most + PORTION); }} />
    </details>
  );
}

function nameOf(reading: ReadingLine): string {
  return `${placeOf(reading)}|${reading.text}`;
}

function placeOf({ file, sheet, cell }: Pick<ReadingLine, "file" | "sheet" | "cell">): string {
  return [file, sheet, cell].filter((part) => part !== "").join(" › ");
}

// Where copies say different things: the values side by side, one click each; and what was filled in or stored otherwise.

import { useState } from "preact/hooks";

import type { Adjustment, Conflict, EntryLine, ReadingLine, SpellingLine } from "./answers";
import { More } from "./findings";

const PORTION = 20;
/** Cells of a spelling that are named. */
const NAMED = 8;

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
        <article
          key={`${conflict.form}|${conflict.row}|${conflict.column}`}
          class="beda"
          data-conflict={`${conflict.row} ${conflict.column}`}
          data-decided={conflict.decision !== ""}
          aria-label={`${conflict.heading} pada ${conflict.row}`}
        >
          <p>
            <b>{conflict.heading}</b> pada {conflict.row} {conflict.title}
            <span class="tempat">{conflict.name}</span>
            {conflict.unused !== "" && <span class="masalah">Keputusan lama tidak dipakai: {conflict.unused}.</span>}
          </p>
          <div class="berdampingan">
            {conflict.readings.map((reading, n) => {
              const isChosen = conflict.decision !== "" && n === 0;
              return (
                <div key={n} class={isChosen ? "nilai terpilih" : "nilai"}>
                  <span class="isi">{reading.text}</span>
                  <span class="tempat">{[reading.file, reading.sheet, reading.cell].filter((part) => part !== "").join(" › ")}</span>
                  {reading.saved !== "" && <span class="tempat">Disimpan {reading.saved}</span>}
                  <button type="button" class="lain kecil" aria-pressed={isChosen} onClick={() => { ondecide(conflict, reading); }}>
                    {isChosen ? "Dipakai" : "Pakai ini"}
                    <span class="hanya-terdengar">
                      : {reading.text} untuk {conflict.heading} pada {conflict.row}
                    </span>
                  </button>
                  {conflict.decision === "" && n === 0 && <span class="tempat">Sementara dipakai</span>}
                </div>
              );
            })}
          </div>
          {conflict.decision !== "" && (
            <button type="button" class="lain kecil" onClick={() => { onundo(conflict); }}>
              Batalkan keputusan<span class="hanya-terdengar"> {conflict.heading} pada {conflict.row}</span>
            </button>
          )}
        </article>
      ))}
      <More shown={Math.min(most, conflicts.length)} all={conflicts.length} onmore={() => { setMost(most + PORTION); }} />
    </section>
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
            <b>{line.text}</b> tidak ada dalam daftar {line.title}, di {line.cells.length} sel.
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
              <button type="button" class="lain kecil" onClick={() => { ondecide(line, line.entries[0] ?? "", line.alias); }}>
                {line.entries[0]}
                <span class="hanya-terdengar"> untuk {line.text}</span>
              </button>
            )}
            {line.entry !== "" && (
              <label class="pilih">
                <input type="checkbox" checked={line.alias} onChange={(event) => { ondecide(line, line.entry, event.currentTarget.checked); }} />{" "}
                <span>Simpan sebagai alias</span>
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
  return entries.length === 0 ? null : (
    <details>
      <summary>Isian sekretariat ({entries.length})</summary>
      <div class="gulir" tabIndex={0} role="region" aria-label="Isian sekretariat">
        <table id="isian">
          <thead>
            <tr>
              {["Baris", "Isian", "Diisi", "Kata siapa", "Tertulis di kiriman", "Keadaan"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.form}|${entry.row}|${entry.column}`}>
                <td>{entry.row}</td>
                <td>{entry.heading}</td>
                <td>{entry.value}</td>
                <td>{entry.source}</td>
                <td>{entry.before}</td>
                <td>
                  {entry.unused === "" ? "dipakai" : `belum dipakai: ${entry.unused}`}{" "}
                  <button type="button" class="lain kecil" onClick={() => { onundo(entry); }}>
                    Batalkan<span class="hanya-terdengar"> {entry.heading} pada {entry.row}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function Adjustments({ adjustments }: { readonly adjustments: readonly Adjustment[] }) {
  const [most, setMost] = useState(PORTION);
  return adjustments.length === 0 ? null : (
    <details>
      <summary>Penyesuaian otomatis ({adjustments.length})</summary>
      <div class="gulir" tabIndex={0} role="region" aria-label="Penyesuaian otomatis">
        <table id="penyesuaian">
          <thead>
            <tr>
              {["Baris", "Isian", "Tertulis", "Disimpan", "Penyesuaian", "Sel"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {adjustments.slice(0, most).map((line) => (
              <tr key={`${line.form}|${line.row}|${line.column}`}>
                <td>{line.row}</td>
                <td>{line.heading}</td>
                <td>{line.raw}</td>
                <td>{line.value}</td>
                <td>{line.rule}</td>
                <td>{[line.file, line.sheet, line.cell].filter((part) => part !== "").join(" › ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More shown={Math.min(most, adjustments.length)} all={adjustments.length} onmore={() => { setMost(most + PORTION); }} />
    </details>
  );
}

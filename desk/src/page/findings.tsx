// What is to be put right: a summary whose lines lead to their place, filters, and every finding with what to do. A fault
// in a cell is answered where it stands, as the secretariat's entry; what was answered stays until the next check.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Collected, EntryLine, Finding, Spot } from "./answers";
import { Typed } from "./table";

/** Findings that are drawn at once, and more each time they are asked for. */
const PORTION = 25;
/** Lines of the summary; what is not told there is in the list below it. */
const MOST_SUMMED = 12;
/** The severity of what may stay as it is; where it can be answered is folded away. */
const NOTE = "note";

/** What was typed in the place of an answer, and who said so. */
export interface Said {
  readonly value: string;
  readonly source: string;
}

/** A finding with what can be chosen in the place of its answer. */
export interface Shown extends Finding {
  readonly choices: readonly string[] | undefined;
}

interface Given {
  readonly findings: readonly Shown[];
  readonly entries: readonly EntryLine[];
  /** What was typed here for an answer, if anything was. */
  readonly saidAt: (spot: Spot) => Said | undefined;
  readonly onanswer: (spot: Spot, said: Said | undefined) => void;
  /** Gives what a code means and what to do about it. */
  readonly onexplain: (code: string) => Promise<string>;
  /** Whether who answers speaks for themselves: nobody is asked who said so. */
  readonly isOwn?: boolean;
  /** What stands below the summary. */
  readonly children?: ComponentChildren;
}

interface Filter {
  readonly name: string;
  readonly severity: string;
  readonly sheet: string;
  readonly title: string;
  readonly text: string;
}

const ALL: Filter = { name: "", severity: "", sheet: "", title: "", text: "" };
const FILTERS = [
  ["name", "Kelompok"],
  ["severity", "Keadaan"],
  ["sheet", "Lembar"],
  ["title", "Hal"],
] as const;

export function Findings({ findings, entries, saidAt, onanswer, onexplain, isOwn = false, children }: Given) {
  const [filter, setFilter] = useState(ALL);
  const [most, setMost] = useState(PORTION);
  const [target, setTarget] = useState("");
  const current = useRef("");
  const keyed = useMemo(() => withKeys(findings), [findings]);
  const shown = keyed.filter(({ finding }) => fits(finding, filter));
  const unused = new Map(entries.map((entry) => [placeOf(entry), entry.unused]));
  const sources = [...new Set(entries.map(({ source }) => source).filter((source) => source !== ""))];

  // A finding that is gone to is drawn first, then focused.
  useEffect(() => {
    if (target !== "") {
      document.getElementById(target)?.focus();
      setTarget("");
    }
  }, [target]);

  function go(key: string | undefined): void {
    const at = shown.findIndex((one) => one.key === key);
    if (at >= 0 && key !== undefined) {
      setMost((before) => Math.max(before, at + 1));
      current.current = key;
      setTarget(key);
    }
  }

  function goOn(): void {
    const at = shown.findIndex((one) => one.key === current.current);
    go(shown[(at + 1) % shown.length]?.key);
  }

  function narrow(change: Partial<Filter>): void {
    setFilter({ ...filter, ...change });
    setMost(PORTION);
    current.current = "";
  }

  return (
    <>
      <Summary findings={keyed} isOwn={isOwn} onlead={(key, name, title) => {
        setFilter({ ...ALL, name, title });
        setMost(PORTION);
        current.current = key;
        setTarget(key);
      }} />
      {children}
      {findings.length > (isOwn ? PORTION : 0) && (
        <div class="saring" role="search" aria-label="Saring yang perlu dilihat">
          {FILTERS.filter(([part]) => !isOwn || part !== "name").map(([part, label]) => (
            <label key={part}>
              <span>{label}</span>
              <select
                data-saring={part}
                value={filter[part]}
                onChange={(event) => {
                  narrow({ [part]: event.currentTarget.value });
                }}
              >
                <option value="">semua</option>
                {optionsOf(findings, part).map(([value, word]) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <label>
            <span>Memuat kata</span>
            <input
              type="text"
              data-saring="text"
              value={filter.text}
              onInput={(event) => {
                narrow({ text: event.currentTarget.value });
              }}
            />
          </label>
          <div>
            <button type="button" id="berikutnya" class="lain" onClick={goOn} disabled={shown.length === 0}>
              Berikutnya
            </button>
            <span role="status" class="lirih">
              {shown.length === findings.length ? `${findings.length} hal.` : `${shown.length} dari ${findings.length} hal.`}
            </span>
          </div>
        </div>
      )}
      {shown.length === 0 && findings.length > 0 && <p>Tidak ada hal yang cocok dengan saringan ini. Kembalikan salah satunya ke "semua".</p>}
      <datalist id="sumber">
        {sources.map((source) => (
          <option key={source} value={source} />
        ))}
      </datalist>
      <ol class="temuan" id="temuan" aria-label="Hal yang perlu dilihat">
        {shown.slice(0, most).map(({ finding, key }) => (
          <Item
            key={key}
            id={key}
            finding={finding}
            said={finding.spot === null ? undefined : saidAt(finding.spot)}
            unused={finding.spot === null ? undefined : unused.get(placeOf(finding.spot))}
            onanswer={onanswer}
            onexplain={onexplain}
            isOwn={isOwn}
            onfocus={() => {
              current.current = key;
            }}
          />
        ))}
      </ol>
      <More shown={Math.min(most, shown.length)} all={shown.length} onmore={() => { setMost(most + PORTION); }} />
    </>
  );
}

/** A button for the next portion of a long list. */
export function More({ shown, all, onmore }: { readonly shown: number; readonly all: number; readonly onmore: () => void }) {
  const last = useRef<Element | null | undefined>();

  // Who asks for more reads on from the first of it.
  useEffect(() => {
    const first = last.current?.nextElementSibling;
    last.current = undefined;
    if (first instanceof HTMLElement) {
      first.tabIndex = -1;
      first.focus();
    }
  }, [shown]);

  return shown >= all ? null : (
    <button
      type="button"
      class="lain lagi"
      onClick={(event) => {
        const list = event.currentTarget.previousElementSibling;
        last.current = list?.matches("article") === true ? list : (list?.querySelector("tbody") ?? list)?.lastElementChild;
        onmore();
      }}
    >
      Tampilkan lagi ({all - shown} belum tampak)
    </button>
  );
}

interface Keyed {
  readonly finding: Shown;
  /** The same for the same finding after every check. */
  readonly key: string;
}

function withKeys(findings: readonly Shown[]): readonly Keyed[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { code, file, sheet, cell, row, column } = finding;
    const name = [code, file, sheet, cell, row, column].join("|");
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { finding, key: `hal|${name}|${count}` };
  });
}

/** The findings of a collection; of those before it, what was answered stays, and all keep their order. */
export function shownNow(before: readonly Shown[], now: Collected, isAnswered: (spot: Spot) => boolean): readonly Shown[] {
  const shown = now.findings.map((finding) => ({ ...finding, choices: finding.spot === null ? undefined : now.lists[finding.spot.list] }));
  const fresh = new Map(withKeys(shown).map(({ finding, key }) => [key, finding]));
  const kept = withKeys(before).flatMap(({ finding, key }) => {
    const again = fresh.get(key);
    fresh.delete(key);
    return again ?? (finding.spot !== null && isAnswered(finding.spot) ? finding : []);
  });
  return [...kept, ...fresh.values()];
}

function placeOf({ form, row, column }: Pick<Spot, "form" | "row" | "column">): string {
  return `${form}|${row}|${column}`;
}

function fits(finding: Finding, { name, severity, sheet, title, text }: Filter): boolean {
  const isIn = (part: string, wanted: string) => wanted === "" || part === wanted;
  const words = text.trim().toLowerCase();
  const all = () => [finding.code, finding.message, finding.value, finding.file, finding.row, finding.remedy].join(" ").toLowerCase();
  return (
    isIn(finding.name, name) && isIn(finding.severity, severity) && isIn(finding.sheet, sheet) && isIn(finding.title, title) &&
    (words === "" || all().includes(words))
  );
}

/** What a filter can be set to, each with the word for it. */
function optionsOf(findings: readonly Finding[], part: "name" | "severity" | "sheet" | "title"): readonly (readonly [string, string])[] {
  const counts = new Map<string, [string, number]>();
  for (const finding of findings) {
    const value = finding[part];
    if (value !== "") {
      const word = part === "severity" ? finding.severity_word : part === "title" ? `${finding.code} ${value}` : value;
      counts.set(value, [word, (counts.get(value)?.[1] ?? 0) + 1]);
    }
  }
  return [...counts].map(([value, [word, count]]) => [value, `${word} (${count})`] as const);
}

interface SummaryGiven {
  readonly findings: readonly Keyed[];
  readonly isOwn: boolean;
  readonly onlead: (key: string, name: string, title: string) => void;
}

/** What must be put right, by group and matter; each line leads to the first of its findings (GOV.UK, error summary). */
function Summary({ findings, isOwn, onlead }: SummaryGiven) {
  const lines = new Map<string, { first: Keyed; count: number }>();
  const heaviest = findings[0]?.finding;
  for (const one of findings) {
    if (one.finding.severity === heaviest?.severity) {
      const name = `${one.finding.name}|${one.finding.title}`;
      const line = lines.get(name);
      lines.set(name, { first: line?.first ?? one, count: (line?.count ?? 0) + 1 });
    }
  }
  const counts = new Map<string, number>();
  for (const { finding } of findings) {
    counts.set(finding.severity_word, (counts.get(finding.severity_word) ?? 0) + 1);
  }
  return (
    <div id="ringkasan" class="ringkasan" tabIndex={-1} role="group" aria-labelledby="judul-ringkasan" data-severity={heaviest?.severity ?? "none"}>
      <h3 id="judul-ringkasan">{findings.length === 0 ? "Tidak ada yang perlu dilihat" : `Yang perlu dilihat (${findings.length})`}</h3>
      {findings.length > 0 && <p>{[...counts].map(([word, count]) => `${word}: ${count}`).join(", ")}.</p>}
      <ul>
        {[...lines.values()].slice(0, MOST_SUMMED).map(({ first: { finding, key }, count }) => (
          <li key={key}>
            <a
              href={`#${encodeURIComponent(key)}`}
              onClick={(event) => {
                event.preventDefault();
                onlead(key, finding.name, finding.title);
              }}
            >
              {finding.name === "" || isOwn ? "" : `${finding.name}: `}
              {finding.title}
              {count > 1 ? ` (${count})` : ""}
            </a>
          </li>
        ))}
      </ul>
      {lines.size > MOST_SUMMED && <p>dan {lines.size - MOST_SUMMED} hal lain di daftar di bawah.</p>}
    </div>
  );
}

interface ItemGiven {
  readonly id: string;
  readonly finding: Shown;
  readonly said: Said | undefined;
  /** Why what was typed is not used; empty where it is, nothing where it is not known yet. */
  readonly unused: string | undefined;
  readonly onanswer: (spot: Spot, said: Said | undefined) => void;
  readonly onexplain: (code: string) => Promise<string>;
  readonly isOwn: boolean;
  readonly onfocus: () => void;
}

function Item({ id, finding, said, unused, onanswer, onexplain, isOwn, onfocus }: ItemGiven) {
  const { spot, choices: list, suggestion } = finding;
  const answering = spot === null ? null : <Answering {...{ id, spot, list, suggestion, said, unused, onanswer, isOwn }} />;
  const [meaning, setMeaning] = useState("");
  const wasSaid = useRef(said !== undefined); // it stays folded or not while it is answered
  const whose = isOwn ? [] : [finding.name, finding.file];
  const place = [...whose, finding.sheet, finding.cell].filter((part) => part !== "").join(" › ");
  return (
    <li
      id={id}
      tabIndex={-1}
      data-code={finding.code}
      data-file={finding.file}
      data-cell={finding.cell}
      data-severity={said === undefined ? finding.severity : "answered"}
      onFocusIn={onfocus}
    >
      <b class="bobot">{said === undefined ? finding.severity_word : "Sudah diisi"}</b>: <Typed text={finding.message} />
      <span class="tempat">
        <Typed text={place} />
      </span>
      {finding.value !== null && finding.value !== "" && (
        <span class="tempat">
          Tertulis: <Typed text={finding.value} />
        </span>
      )}
      {finding.remedy !== "" && <span>{finding.remedy}</span>}
      {finding.suggestion !== null && <span> Mungkin maksudnya: {finding.suggestion}.</span>}{" "}
      <button
        type="button"
        class="kode"
        aria-expanded={meaning !== ""}
        onClick={() => { void (meaning === "" ? onexplain(finding.code) : Promise.resolve("")).then(setMeaning); }}
      >
        Penjelasan {finding.code}
      </button>
      {meaning !== "" && <pre>{meaning}</pre>}
      {answering !== null && finding.severity === NOTE ? (
        <details open={wasSaid.current}>
          <summary>
            Isi di sini<span class="hanya-terdengar"> {spot?.heading} pada {spot?.row}</span>
          </summary>
          {answering}
        </details>
      ) : (
        answering
      )}
    </li>
  );
}

interface AnsweringGiven {
  readonly id: string;
  readonly spot: Spot;
  readonly list: readonly string[] | undefined;
  readonly suggestion: string | null;
  readonly said: Said | undefined;
  readonly unused: string | undefined;
  readonly onanswer: (spot: Spot, said: Said | undefined) => void;
  readonly isOwn: boolean;
}

/** The right answer, by the dropdown or the rule of its column, and who said so. It counts once it is left, or Enter pressed. */
function Answering({ id, spot, list, suggestion, said, unused, onanswer, isOwn }: AnsweringGiven) {
  const value = useRef(said?.value ?? "");
  const source = useRef(said?.source ?? "");
  const hint = `${id}|cara`;
  const spoken = <span class="hanya-terdengar"> untuk {spot.heading} pada {spot.row}</span>;

  function commit(): void {
    const typed = value.current.trim();
    if (typed !== (said?.value ?? "") || (typed !== "" && source.current.trim() !== said?.source)) {
      onanswer(spot, typed === "" ? undefined : { value: typed, source: source.current.trim() });
    }
  }

  const shared = {
    "aria-describedby": spot.hint === "" ? undefined : hint,
    onChange: (event: { currentTarget: { value: string } }) => {
      value.current = event.currentTarget.value;
      commit();
    },
  };
  return (
    <form
      class="jawab"
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <label>
        <span>
          {spot.heading}
          <span class="hanya-terdengar"> pada {spot.row}</span>
        </span>
        {list === undefined ? (
          <input
            type="text"
            inputMode={spot.number ? "decimal" : "text"}
            autocomplete="off"
            value={value.current}
            onInput={(event) => {
              value.current = event.currentTarget.value;
            }}
            {...shared}
          />
        ) : (
          <select value={value.current} {...shared}>
            <option value="">{said === undefined ? "belum dipilih" : "(batal)"}</option>
            {suggestion !== null && list.includes(suggestion) && <option value={suggestion}>{suggestion} (saran)</option>}
            {list.map((entry) => (
              <option key={entry} value={entry}>
                {entry}
              </option>
            ))}
          </select>
        )}
      </label>
      {!isOwn && (
        <label>
          <span>Kata siapa{spoken}</span>
          <input
            type="text"
            autocomplete="off"
            list="sumber"
            value={source.current}
            onInput={(event) => {
              source.current = event.currentTarget.value;
            }}
            onChange={commit}
          />
        </label>
      )}
      <button type="submit" class="lain kecil">
        Pakai{spoken}
      </button>
      {said !== undefined && (
        <button
          type="button"
          class="lain kecil"
          onClick={(event) => {
            value.current = "";
            event.currentTarget.form?.querySelector<HTMLElement>("input, select")?.focus(); // this one goes away
            onanswer(spot, undefined);
          }}
        >
          Batalkan{spoken}
        </button>
      )}
      {spot.hint !== "" && (
        <span class="tempat" id={hint}>
          {spot.hint}
        </span>
      )}
      {said !== undefined && unused !== undefined && unused !== "" && <span class="masalah">Belum dipakai: {unused}.</span>}
    </form>
  );
}

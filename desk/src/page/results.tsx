// What a check or a merge gave, shown: the board, what is to be put right, the files, and the results to download.

import type { FileLine, Finding, Line } from "./answers";

export interface Download {
  readonly path: string;
  readonly address: string;
  readonly isAll: boolean;
}

export function Board({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <div class="gulir">
      <table id="board">
        <thead>
          <tr>
            <th scope="col">Kelompok</th>
            <th scope="col">Lembar</th>
            <th scope="col">Keadaan</th>
            <th scope="col" class="angka">Baris</th>
            <th scope="col" class="angka">Lengkap</th>
            <th scope="col" class="angka">%</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.recipient} ${line.form}`} data-recipient={line.recipient}>
              <td>{line.name}</td>
              <td>{line.form}</td>
              <td class={line.percent === 100 ? "baik" : "kurang"}>
                {line.state}
                <span class="ringkas">{`${line.complete} dari ${line.rows} baris, ${line.percent}%`}</span>
              </td>
              <td class="angka">{line.rows}</td>
              <td class="angka">{line.complete}</td>
              <td class="angka">{line.percent}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FindingsGiven {
  readonly findings: readonly Finding[];
  /** How many of them to draw. */
  readonly most: number;
  readonly onexplain: (code: string) => void;
}

const HEAVIEST = ["error", "warning", "note"];

function heaviestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => HEAVIEST.indexOf(one.severity) - HEAVIEST.indexOf(other.severity));
}

/** How many there are of each weight. */
function counted(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const finding of heaviestFirst(findings)) {
    counts.set(finding.severity_word, (counts.get(finding.severity_word) ?? 0) + 1);
  }
  return `${[...counts].map(([word, count]) => `${word}: ${count}`).join(", ")}.`;
}

export function Findings({ findings, most, onexplain }: FindingsGiven) {
  return (
    <>
      <h3>{findings.length === 0 ? "Tidak ada yang perlu dilihat" : `Yang perlu dilihat (${findings.length})`}</h3>
      {findings.length > 0 && <p class="lirih">{counted(findings)} Yang harus diperbaiki berdiri paling atas.</p>}
      <ol class="temuan" id="temuan">
        {heaviestFirst(findings).slice(0, most).map((finding, n) => (
          <li key={n} data-code={finding.code} data-file={finding.file} data-cell={finding.cell} data-severity={finding.severity}>
            <button type="button" class="kode" title={`Penjelasan ${finding.code}`} onClick={() => { onexplain(finding.code); }}>
              {finding.code}
            </button>{" "}
            <b class="bobot">{finding.severity_word}</b>: {finding.message}
            <span class="tempat">
              {[finding.name, finding.file, finding.sheet, finding.cell].filter((part) => part !== "").join(" › ")}
            </span>
            {finding.value !== null && <span class="tempat">Tertulis: {finding.value}</span>}
            {finding.remedy !== "" && <span>{finding.remedy}</span>}
            {finding.suggestion !== null && <span> Mungkin maksudnya: {finding.suggestion}.</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

export function Files({ files }: { readonly files: readonly FileLine[] }) {
  return (
    <>
      <h3>Berkas ({files.length})</h3>
      <div class="gulir">
        <table id="berkas">
          <thead>
            <tr>
              <th scope="col">Berkas</th>
              <th scope="col">Dari</th>
              <th scope="col">Keadaan</th>
              <th scope="col">Keterangan</th>
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <tr key={file.file} data-file={file.file}>
                <td>{file.file}</td>
                <td>{file.name}</td>
                <td>{file.verdict}</td>
                <td>{file.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface DownloadsGiven {
  readonly downloads: readonly Download[];
  /** Whether returns have come, or choices were changed, since. */
  readonly isStale: boolean;
  /** Absent where the browser cannot write into a folder. */
  readonly onsave: (() => void) | undefined;
}

export function Downloads({ downloads, isStale, onsave }: DownloadsGiven) {
  const all = downloads.find((one) => one.isAll);
  const single = downloads.filter((one) => !one.isAll);
  return (
    <section aria-labelledby="judul-unduhan">
      <h2 id="judul-unduhan">Unduh hasil</h2>
      {isStale && <p class="masalah">Kiriman atau pilihan sudah berubah sejak ini digabung. Tekan Gabung lagi.</p>}
      {all !== undefined && (
        <p>
          <a id="semua" class="utama" href={all.address} download={all.path.split("/").pop() ?? "hasil.zip"}>
            Semua dalam satu zip
          </a>
        </p>
      )}
      {onsave !== undefined && (
        <button type="button" id="simpan" class="lain" onClick={onsave}>
          Simpan semua ke sebuah folder
        </button>
      )}
      <ul class="hasil">
        {single.map((one) => (
          <li key={one.path}>
            <a href={one.address} download={one.path.split("/").pop() ?? one.path} data-path={one.path.slice(1)}>
              {one.path.slice(one.path.indexOf("/", 1) + 1)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

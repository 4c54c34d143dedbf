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
            <th scope="col">Baris</th>
            <th scope="col">Lengkap</th>
            <th scope="col">%</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.recipient} ${line.form}`} data-recipient={line.recipient}>
              <td>{line.name}</td>
              <td>{line.form}</td>
              <td>{line.state}</td>
              <td>{line.rows}</td>
              <td>{line.complete}</td>
              <td>{line.percent}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FindingsGiven {
  readonly findings: readonly Finding[];
  readonly isIdle: boolean;
  readonly onexplain: (code: string) => void;
}

export function Findings({ findings, isIdle, onexplain }: FindingsGiven) {
  return (
    <>
      <h3>{findings.length === 0 ? "Tidak ada catatan" : `Catatan (${findings.length})`}</h3>
      <ol class="temuan" id="temuan">
        {findings.map((finding, n) => (
          <li key={n} data-code={finding.code} data-file={finding.file} data-cell={finding.cell} data-severity={finding.severity}>
            <button type="button" class="kode" disabled={!isIdle} title={`Penjelasan ${finding.code}`} onClick={() => { onexplain(finding.code); }}>
              {finding.code}
            </button>{" "}
            {finding.severity_word}: {finding.message}
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
              <tr key={file.file}>
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
  /** Absent where the browser cannot write into a folder. */
  readonly onsave: (() => void) | undefined;
}

export function Downloads({ downloads, onsave }: DownloadsGiven) {
  const all = downloads.find((one) => one.isAll);
  const single = downloads.filter((one) => !one.isAll);
  return (
    <section aria-labelledby="judul-unduhan">
      <h2 id="judul-unduhan">Unduh hasil</h2>
      {all !== undefined && (
        <p>
          <a id="semua" href={all.address} download={all.path.split("/").pop() ?? "hasil.zip"}>
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
            <a href={one.address} download={one.path.split("/").pop() ?? one.path} data-path={one.path}>
              {one.path}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
